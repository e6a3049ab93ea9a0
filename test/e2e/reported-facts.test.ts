import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { type JobText, runJob } from './harness/jobs.ts';
import { toldOf } from './harness/told.ts';
import { until } from './harness/until.ts';
import { type StartedRunner, World } from './harness/world.ts';

const params = { project: ProjectName.parse('demo') };

describe('facts that a replica reports about its host', () => {
  let world: World;
  let coordinator: Coordinator;
  let good: StartedRunner;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    good = await world.runner(coordinator, {
      name: 'good',
      tags: ['good'],
      project: 'demo',
      args: ['--label', 'zone=b'],
    });
    await world.runner(coordinator, {
      name: 'evil',
      tags: ['evil'],
      project: 'demo',
      args: ['--label', 'zone=b'],
    });
  });
  after(() => world[Symbol.asyncDispose]());
  afterEach(async () => {
    await coordinator.client.setPinnedFacts({ params: { runner: good.id }, body: { act: 'unpin' } });
  });

  const options = [{ name: 'token', secure: true, valueExposed: true }];
  const filtered = (name: string, filter: string, more: object = {}): JobText => ({
    name,
    steps: [{ exec: 'echo "$OUTRUNNER_RUNNER ${option.token}"' }],
    more: { runnerSelector: { filter, runnerFilterMode: 'FILTER' }, ...more },
  });
  const begin = (job: JobText) =>
    runJob(coordinator.client, { ...job, more: { options, ...job.more } }, { token: 'secret' });
  const waitsFor = (execution: Awaited<ReturnType<typeof begin>>, pattern: RegExp) =>
    until('the execution to say why it waits', async () => {
      const { reason } = await coordinator.client.getExecution({ params: { execution } });
      return reason !== undefined && pattern.test(reason.message) ? reason.message : undefined;
    });
  const pin = () => coordinator.client.setPinnedFacts({ params: { runner: good.id }, body: { act: 'pin' } });

  for (const filter of ['label.zone=b', `host=${hostname()}`, 'not os=windows'])
    it(`attract no step with secrets by \`${filter}\` until an administrator pins them`, async () => {
      const execution = await begin(filtered('secret', filter));
      const why = await waitsFor(execution, /outrunner runner pin/);
      assert.match(why, /evil, good|good, evil/);
      const { replicas } = await pin();
      assert.deepEqual(replicas[0]?.pinned?.labels, { zone: 'b' });
      assert.deepEqual((await toldOf(coordinator.client, execution)).lines, ['good *****']);
    });

  it('choose the runner of a step without secrets', async () => {
    const job = filtered('plain', 'label.zone=b', { options: [] });
    const execution = await runJob(coordinator.client, job);
    assert.equal((await toldOf(coordinator.client, execution)).status, 'succeeded');
  });

  it('are ignored if tags and names select the runner', async () => {
    const execution = await begin(filtered('by tag', 'good and not name=evil and health=Healthy'));
    assert.deepEqual((await toldOf(coordinator.client, execution)).lines, ['good *****']);
  });

  it('do not choose the host of a runner for a step that uses secrets', async () => {
    const onHost = (filter: string): JobText => ({
      name: 'on hosts',
      steps: [{ exec: 'echo "$OUTRUNNER_RUNNER ${option.token}"' }],
      more: { nodefilters: { filter } },
    });
    const run = async (filter: string) => toldOf(coordinator.client, await begin(onHost(filter)));
    const byFact = `runner: true hostname: ${hostname()} !name: evil`;
    const refused = await run(byFact);
    assert.match(refused.reason?.message ?? '', /secure option token to node .*outrunner runner pin good/);
    assert.deepEqual((await run('name: good')).lines, ['good *****']);
    assert.deepEqual((await run('runnerTags: good')).lines, ['good *****']);
    await pin();
    const nodes = await coordinator.client.listNodes({ params, query: {} });
    assert.ok(nodes.text.includes(hostname()));
    assert.deepEqual((await run('runner: true hostname: .* !name: evil')).lines, ['good *****']);
  });

  it('do not let an orchestrator choose the host of a runner for a step that uses secrets', async () => {
    const highest = (attribute: string, runner: string): JobText => ({
      name: 'on the highest host',
      steps: [{ exec: 'echo "$OUTRUNNER_RUNNER ${option.token}"' }],
      more: {
        nodefilters: { filter: `name: ${runner}` },
        orchestrator: {
          type: 'orchestrator-highest-lowest-attribute',
          configuration: { attribute, sort: 'highest' },
        },
      },
    });
    const run = async (attribute: string) =>
      toldOf(coordinator.client, await begin(highest(attribute, 'good,evil')));
    const refused = await run('hostname');
    assert.match(refused.reason?.message ?? '', /secure option token to node .*outrunner runner pin/);
    assert.deepEqual((await run('nodename')).lines, ['good *****']);
    await pin();
    const pinned = await toldOf(coordinator.client, await begin(highest('hostname', 'good')));
    assert.deepEqual(pinned.lines, ['good *****']);
  });

  it('can be pinned and shown on the command line', async () => {
    const environment = { OUTRUNNER_URL: coordinator.url, OUTRUNNER_TOKEN: coordinator.token };
    const pinned = await world.outrunner(['runner', 'pin', 'good'], environment);
    assert.match(pinned.stdout, new RegExp(`host=${hostname()} os=.* label\\.zone=b`));
    const unpinned = await world.outrunner(['runner', 'unpin', 'good'], environment);
    assert.doesNotMatch(unpinned.stdout, /label\.zone=b/);
  });
});
