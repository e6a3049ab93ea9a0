import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob, type JobText, linesOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';

const DEMO = { project: ProjectName.parse('demo') };
const WHERE = ['echo "$OUTRUNNER_RUNNER"'];

describe('jobs with a runner filter', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    await world.runner(coordinator, { name: 'east', tags: ['db', 'eu'], project: 'demo' });
    await world.runner(coordinator, { name: 'west', tags: ['db', 'us'], project: 'demo' });
  });
  after(() => world[Symbol.asyncDispose]());

  const filtered = (filter: string, more: object = {}): JobText => ({
    name: 'where',
    steps: WHERE,
    more: { runnerSelector: { filter, runnerFilterMode: 'FILTER' }, ...more },
  });
  const run = async (job: JobText, options: Record<string, string> = {}) => {
    const execution = await runJob(coordinator.client, job, options);
    const { status, reason } = await endOf(coordinator.client, execution);
    assert.equal(status, 'succeeded', reason?.message);
    return linesOf(coordinator.client, execution);
  };
  const refused = (code: string, text: RegExp) => (error: unknown) =>
    isOutrunnerError(error) && error.code === code && text.test(error.message);

  it('run on runners whose tags and attributes match', async () => {
    assert.deepEqual(await run(filtered('db and not eu')), ['west']);
    assert.deepEqual(await run(filtered(`(us or name=ea*) and os=${process.platform} and not us`)), ['east']);
    const options = [{ name: 'region', value: 'us', enforced: true, values: ['us', 'eu'] }];
    const byOption = filtered('db and ${option.region}', { options });
    assert.deepEqual(await run(byOption), ['west']);
    assert.deepEqual(await run(byOption, { region: 'eu' }), ['east']);
  });

  it('can take tags from options', async () => {
    const options = [{ name: 'where' }];
    const job = filtered('db,${option.where}', { options });
    assert.deepEqual(await run(job, { where: 'EU' }), ['east']);
    await assert.rejects(run(job, { where: 'moon' }), refused('no-runner-matches', /`moon` on none/));
  });

  it('are refused if no runner matches, with the number of runners that match each part of the filter', async () => {
    await assert.rejects(
      run(filtered('eu and us')),
      refused('no-runner-matches', /`eu` is on 1 runner, `us` on 1; no runner matches `eu and us`/),
    );
    await assert.rejects(importJob(coordinator.client, filtered('eu and')), /column 7/);
  });

  it('can use other runners for one run, if the job allows this', async () => {
    const { client } = coordinator;
    const id = await importJob(client, { ...filtered('eu', { runnerFilterEditable: true }), name: 'open' });
    const sent = async (body: Readonly<Record<string, string>>) => {
      const { id: execution } = await client.runJob({ params: { job: id }, body });
      await endOf(client, execution);
      return linesOf(client, execution);
    };
    assert.deepEqual(await sent({}), ['east']);
    assert.deepEqual(await sent({ runnerFilter: 'db and us' }), ['west']);
    assert.deepEqual(await sent({ 'meta.jobRunnerFilter': 'US', 'meta.jobRunnerFilterMode': 'TAGS' }), [
      'west',
    ]);
    assert.deepEqual(await sent({ runnerFilterMode: 'LOCAL' }), ['Local Runner']);
    const { id: first } = await client.runJob({ params: { job: id }, body: { runnerFilter: 'us' } });
    await endOf(client, first);
    const again = await client.retryJob({ params: { job: id, execution: first }, body: {} });
    await endOf(client, again.id);
    assert.deepEqual(await linesOf(client, again.id), ['west']);
    const fixed = await importJob(client, filtered('eu'));
    await assert.rejects(
      client.runJob({ params: { job: fixed }, body: { runnerFilter: 'us' } }),
      refused('runner-filter-fixed', /runners of job where cannot be changed/),
    );
  });

  it('are refused while runners are disabled for their project, while jobs on the Local Runner still run', async () => {
    const { client } = coordinator;
    await client.setDispatchConfig({ params: DEMO, body: { runnersEnabled: false } });
    try {
      await assert.rejects(run(filtered('eu')), refused('project-runners-disabled', /project demo/));
      assert.deepEqual(await run({ name: 'local', steps: WHERE }), ['Local Runner']);
    } finally {
      await client.setDispatchConfig({ params: DEMO, body: { runnersEnabled: true } });
    }
  });
});
