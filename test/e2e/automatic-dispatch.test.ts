import assert from 'node:assert/strict';
import { isServed } from '../../job-language/plan/preview/is-served.ts';
import { previewText } from '../../job-language/plan/preview/preview-text.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob, type JobText, linesOf, runJob } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { type StartedRunner, World } from './harness/world.ts';

const DEMO = { project: ProjectName.parse('demo') };
const NODES = `a1: {tags: "net-a", node-executor: local}
a2: {tags: "net-a", node-executor: local}
b1: {tags: "net-b", node-executor: local}
c1: {tags: "net-c", node-executor: local}
here: {tags: "here", node-executor: local}
`;
/** Two steps for every node. The first prints the node and the runner, the second prints the node and the replica. */
const WHERE: JobText = {
  name: 'where',
  steps: ['echo "@node.name@ $OUTRUNNER_RUNNER"', 'echo "@node.name@ again $OUTRUNNER_REPLICA"'].map(
    (script) => ({ script }),
  ),
  more: { nodefilters: { filter: 'tags: net-a,net-b,net-c,here', dispatch: { threadcount: '5' } } },
};

describe('automatic dispatch of a project', () => {
  let world: World;
  let coordinator: Coordinator;
  const runners = new Map<string, StartedRunner>();
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    await client.setSourceNodes({
      params: { ...DEMO, index: 1 },
      body: { text: NODES, mediaType: 'application/yaml' },
    });
    for (const name of ['a', 'b', 'c']) {
      runners.set(name, await world.runner(coordinator, { name, tags: [name], project: 'demo' }));
      await dispatch(name, `tags: net-${name}`);
    }
  });
  after(() => world[Symbol.asyncDispose]());

  const dispatch = async (name: string, runnerNodeFilter: string) => {
    const runnerId = runners.get(name)?.id;
    assert.ok(runnerId);
    const body = { runnerId, remoteNodeDispatch: true, runnerNodeFilter };
    await coordinator.client.setNodeDispatch({ params: DEMO, body });
  };

  it('runs one job on the nodes of three runners and of the Local Runner, each node through its own runner', async () => {
    const { client } = coordinator;
    const execution = await runJob(client, WHERE);
    const { status, successfulNodes } = await endOf(client, execution);
    assert.equal(status, 'succeeded');
    assert.deepEqual([...(successfulNodes ?? [])].sort(), ['a1', 'a2', 'b1', 'c1', 'here']);
    const lines = await linesOf(client, execution);
    assert.deepEqual(lines.filter((line) => !line.includes('again')).sort(), [
      ...['a1 a', 'a2 a', 'b1 b', 'c1 c', 'here Local Runner'],
    ]);
    const replicas = new Map(
      lines.filter((line) => line.includes('again')).map((line) => line.split(' again ') as [string, string]),
    );
    assert.equal(replicas.get('a1'), replicas.get('a2'), 'one replica of a runner for all its nodes');
    assert.equal(new Set(replicas.values()).size, 4);
  });

  it('shows the runner of each node before the run', async () => {
    const { client } = coordinator;
    const job = await importJob(client, WHERE);
    const plan = await client.plan({ body: { job } });
    const { nodes, runners: others } = plan;
    assert.deepEqual(
      nodes.map(({ name, runners: of }) => `${name}: ${(of ?? others).names.join('+')}`),
      ['a1: a', 'a2: a', 'b1: b', 'c1: c', 'here: Local Runner'],
    );
    assert.ok(isServed(plan));
    const text = previewText(plan);
    assert.match(text, /^runners {3}node by node; the rest: Local Runner$/m);
    assert.match(text, /^nodes {5}a1 \(.*by a\), a2 .*by c\), here \(here\)$/m);
    assert.match(text, /^ {2}\[1\] on b1 by b$/m);
  });

  it('runs steps for the host of a runner only on this runner, even if the job selects others', async () => {
    const { client } = coordinator;
    const more = { nodefilters: { filter: 'name: a,c', dispatch: { threadcount: '2' } } };
    for (const job of [
      { ...WHERE, name: 'hosts', more },
      { ...WHERE, name: 'others', more, tags: ['b'] },
    ]) {
      const execution = await runJob(client, job);
      assert.equal((await endOf(client, execution)).status, 'succeeded');
      const first = (await linesOf(client, execution)).filter((line) => !line.includes('again'));
      assert.deepEqual(first.sort(), ['a a', 'c c']);
    }
  });

  it('runs the steps for all nodes on the selected runner if the job has a runner selector', async () => {
    const { client } = coordinator;
    const execution = await runJob(client, { ...WHERE, name: 'tagged', tags: ['b'] });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    const first = (await linesOf(client, execution)).filter((line) => !line.includes('again'));
    assert.ok(
      first.every((line) => line.endsWith(' b')),
      first.join(),
    );
  });

  it("reports for each node why its step waits, and continues when the node's runner accepts work again", async () => {
    const { client } = coordinator;
    const [a, b] = [runners.get('a')?.id, runners.get('b')?.id];
    assert.ok(a !== undefined && b !== undefined);
    for (const runner of [a, b]) await client.setIntake({ params: { runner }, body: { act: 'pause' } });
    const held = previewText(await client.plan({ body: { job: await importJob(client, WHERE) } }));
    assert.match(held, /a1 \([^)]*by a \([^)]*paused\)\)/);
    const execution = await runJob(client, WHERE);
    const reason = await until('the reasons of both runners', async () => {
      const { message = '' } = (await client.getExecution({ params: { execution } })).reason ?? {};
      return message.includes('; ') ? message : undefined;
    });
    assert.match(reason, /a1, a2: runner a: the only matching replica is paused/);
    assert.match(reason, /b1: runner b: the only matching replica is paused/);
    for (const runner of [a, b]) await client.setIntake({ params: { runner }, body: { act: 'resume' } });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
  });

  it('can be set and shown on the command line', async () => {
    const environment = { OUTRUNNER_URL: coordinator.url, OUTRUNNER_TOKEN: coordinator.token };
    const outrunner = async (...args: string[]) =>
      (await world.outrunner(args, environment)).stdout.toString();
    const shown = await outrunner('project', 'dispatch', 'demo', '--priority', '6');
    assert.match(shown, /^mode +automatic\nunmatched +local\nrunners +on\npriority +6\n$/);
    const told = await outrunner(...['runner', 'dispatch', 'c', '-p', 'demo', '--filter', 'tags: net-c']);
    assert.match(told, /remote +on\nfilter +tags: net-c/);
  });

  it('refuses an execution with nodes that match no filter, if configured, and reports their names and the remedy', async () => {
    const { client } = coordinator;
    await client.setDispatchConfig({ params: DEMO, body: { unmatchedNodes: 'refused' } });
    try {
      await assert.rejects(runJob(client, WHERE), (error) => {
        return isOutrunnerError(error) && /: here\.$/.test(error.message) && /node filter/.test(error.remedy);
      });
    } finally {
      await client.setDispatchConfig({ params: DEMO, body: { unmatchedNodes: 'local' } });
    }
  });
});
