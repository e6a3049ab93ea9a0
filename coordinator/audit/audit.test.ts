import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { JobId, ProjectName, Tag } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const PROJECT = ProjectName.parse('ops');
const tag = (name: string) => ({ params: { tag: Tag.parse(name) } });

const east = (client: TestCoordinator['client']) =>
  client.createRunner({ body: { name: 'east', description: '' } });

describe('the audit', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
  });
  afterEach(() => coordinator.stop());

  /** Number of audit lines that earlier calls of `acts` returned. */
  let seen = 0;
  const acts = () => {
    const lines = coordinator.said.slice(seen).map((line) => JSON.parse(line));
    seen = coordinator.said.length;
    return lines.flatMap((line) =>
      line.who === undefined ? [] : `${line.msg} by ${line.who} from ${line.from}`,
    );
  };
  const by = (...whats: string[]) => whats.map((what) => `${what} by admin from 127.0.0.1`);

  it('records acts of an administrator on projects, settings, runners, enrollment keys and tags', async () => {
    const { client } = coordinator;
    seen = 0;
    await client.createProject({ body: { name: PROJECT } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.updateSettings({ body: { localExecutor: { disabled: true } } });
    await client.updateSettings({ body: { plugins: { allowedPlugins: ['WorkflowStep:http'] } } });
    assert.deepEqual(acts(), by('project.create', 'settings.update', 'settings.update', 'settings.update'));
    const { runnerId: runner } = await client.createRunner({
      body: { name: 'east', description: '', tagNames: ['db', 'eu'], assignedProjects: { ops: '.*' } },
    });
    const params = { runner };
    await client.updateRunner({ params, body: { description: 'at the back' } });
    await client.pingRunner({ params });
    await client.addReplica({ params });
    for (const act of ['pause', 'resume', 'drain'] as const)
      await client.setIntake({ params, body: { act } });
    assert.deepEqual(
      acts(),
      by(
        ...['runner.create', 'runner.update', 'runner.ping', 'replica.add'],
        ...['runner.pause', 'runner.resume', 'runner.drain'],
      ),
    );
    const key = await client.createEnrollmentKey({ params, body: { maxReplicas: 1 } });
    await client.deleteEnrollmentKey({ params: { runner, key: key.id } });
    assert.deepEqual(acts(), by('enrollment_key.create', 'enrollment_key.delete'));
    await client.renameTag({ ...tag('db'), body: { to: Tag.parse('sql') } });
    await client.deleteTag(tag('eu'));
    assert.deepEqual(acts(), by('tag.rename', 'tag.delete'));
    await client.regenerateCredentials({ params });
    await client.deleteRunner({ params });
    assert.deepEqual(acts(), by('runner.regenerate_credentials', 'runner.delete'));
  });

  it('lists records newest first, page by page', async () => {
    const { client } = coordinator;
    await client.createProject({ body: { name: PROJECT } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.pingRunner({ params: { runner: (await east(client)).runnerId } });
    const newest = await client.listAudit({ query: { max: 2 } });
    assert.deepEqual(
      newest.acts.map(({ what, who, from }) => `${what} by ${who} from ${from}`),
      by('runner.ping', 'runner.create'),
    );
    const [, oldest] = newest.acts;
    const { acts: older } = await client.listAudit({ query: { before: oldest?.sequence ?? 0 } });
    assert.deepEqual(
      older.slice(0, 2).map(({ what, subject }) => `${what} ${subject}`),
      ['settings.update settings', 'project.create ops'],
    );
    assert.ok(!Number.isNaN(Date.parse(older[0]?.time ?? '')));
  });

  it('records the names of subjects and the commands of ad-hoc executions', async () => {
    const { client } = coordinator;
    await client.createProject({ body: { name: PROJECT } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    const { runnerId: runner } = await client.createRunner({
      body: { name: 'east', description: '', tagNames: ['db'], assignedProjects: { ops: '.*' } },
    });
    await client.updateRunner({ params: { runner }, body: { name: 'west' } });
    const runnerSelector = { filter: 'db', runnerFilterMode: 'TAGS' };
    const text = JSON.stringify([
      { name: 'backup', group: 'nightly', runnerSelector, sequence: { commands: [{ exec: 'true' }] } },
    ]);
    const { succeeded } = await client.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text, mediaType: 'application/yaml' },
    });
    const job = JobId.parse(succeeded[0]?.id);
    const ran = await client.runJob({ params: { job }, body: {} });
    const adhoc = { exec: 'uptime && df -h', 'meta.jobRunnerFilter': 'db' };
    const started = await client.runCommand({ params: { project: PROJECT }, query: {}, body: adhoc });
    await client.abortExecution({ params: { execution: ran.id } });
    await client.deleteRunner({ params: { runner } });
    const { acts } = await client.listAudit({ query: {} });
    const records = acts.map(({ what, subject, name, detail }) => [what, subject, name, detail]);
    const has = (record: readonly unknown[]) =>
      assert.ok(
        records.some((it) => isDeepStrictEqual(it, record)),
        `${record.join(' ')} among ${records.map((it) => it.join(' ')).join('\n')}`,
      );
    has(['runner.create', runner, 'east', undefined]);
    has(['runner.update', runner, 'west', undefined]);
    has(['runner.delete', runner, 'west', undefined]);
    has(['job.import', 'ops', undefined, `nightly/backup ${job}`]);
    has(['execution.run', String(ran.id), 'nightly/backup', `job ${job} of ops`]);
    has(['execution.run', String(started.execution.id), undefined, 'ad-hoc command in ops: uptime && df -h']);
    assert.equal(records.find(([what]) => what === 'execution.abort')?.[2], 'nightly/backup');
  });

  it('records the creation of an enrollment key without its token', async () => {
    const { client } = coordinator;
    await client.updateSettings({ body: { runners: { enabled: true } } });
    const { runnerId } = await client.createRunner({ body: { name: 'east', description: '' } });
    const { token } = await client.createEnrollmentKey({
      params: { runner: runnerId },
      body: { maxReplicas: 1 },
    });
    assert.ok(coordinator.said.some((line) => line.includes('enrollment_key.create')));
    assert.ok(coordinator.said.every((line) => !line.includes(token)));
  });
});
