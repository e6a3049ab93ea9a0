import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ProjectName } from '../../../protocol/ids.ts';
import type { RunDraft } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { Caller } from '../../access/caller.ts';
import type { Policy } from '../../access/policy.ts';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';
import { createJobTexts } from '../../jobs/check/job-texts.ts';
import { Links } from '../../views/links.ts';
import { DraftRuns } from './draft-runs.ts';

const OPS = ProjectName.parse('ops');

const draft = (more = '', exec = 'true') => `- name: Deploy
  group: web
  uuid: deploy
  runnerSelector: {filter: linux}
  ${more}
  sequence: {commands: [{exec: '${exec}'}]}
`;

describe('a draft', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'ops' } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.createRunner({
      body: { name: 'web', description: '', tagNames: ['linux'], assignedProjects: { ops: '.*' } },
    });
    await client.importJobs({
      params: { project: 'ops' },
      body: { text: draft(), mediaType: 'application/yaml' },
    });
  });
  after(() => coordinator.stop());

  const run = (text: string, more: Partial<RunDraft> = {}) =>
    coordinator.client.runDraft({ params: { project: 'ops' }, body: { text, format: 'yaml', ...more } });

  it('runs with the name and the options of its text, and shows the digest of the text', async () => {
    const text = draft('options: [{name: colour, value: red}, {name: size, value: s}]', 'echo 2');
    const { id, job, executionType, description, argstring, ...execution } = await run(text, {
      options: { size: 'm' },
      asUser: 'bob',
    });
    const digest = createHash('sha256').update(text).digest('hex');
    assert.deepEqual(execution.draft, { name: 'Deploy', group: 'web', digest });
    assert.equal(job, undefined);
    assert.deepEqual([executionType, description, argstring], ['adhoc', 'Deploy', '-colour red -size m']);
    assert.equal(execution.user, 'bob');
    const found = await coordinator.client.getExecution({ params: { execution: id } });
    assert.deepEqual(found.draft, execution.draft);
    const { executions } = await coordinator.client.listExecutions({ query: {} });
    assert.deepEqual(executions.find((it) => it.id === id)?.draft, execution.draft);
  });

  it('is recorded in the audit with the user and the digest of its text', async () => {
    const text = draft('', 'echo audited');
    const { id } = await run(text);
    const { acts } = await coordinator.client.listAudit({ query: { max: 1 } });
    const [record] = acts;
    const digest = createHash('sha256').update(text).digest('hex');
    assert.deepEqual(
      [record?.who, record?.what, record?.subject, record?.name, record?.detail],
      ['admin', 'execution.run', String(id), 'web/Deploy', `draft in ops, SHA-256 ${digest}`],
    );
  });

  it('is not stored, and does not belong to the executions of the stored job', async () => {
    const { client } = coordinator;
    const params = { job: 'deploy' };
    const [stored, before] = [
      await client.getJobText({ params }),
      await client.listJobExecutions({ params }),
    ];
    await run(draft('', 'echo another'));
    assert.deepEqual(await client.getJobText({ params }), stored);
    assert.equal((await client.listJobExecutions({ params })).paging.total, before.paging.total);
    await run(draft().replace('Deploy', 'Unknown').replace('uuid: deploy', ''));
    assert.equal((await client.listJobs({ params: { project: 'ops' } })).length, 1);
  });

  it('may run at the same time as the stored job, and as other drafts', async () => {
    await coordinator.client.runJob({ params: { job: 'deploy' } });
    for (const _ of [1, 2]) assert.equal((await run(draft())).status, 'running');
  });

  it('is not retried and sends no notifications', async () => {
    const fails =
      'retry: 2, nodefilters: {filter: none}, notification: {onfailure: {urls: "http://127.0.0.1:9/"}}';
    const text = draft(fails.replaceAll(', n', '\n  n'));
    const { id } = await run(text);
    const { status, reason } = await coordinator.client.getExecution({ params: { execution: id } });
    assert.deepEqual([status, reason?.code], ['failed', 'NoMatchedNodes']);
    const { notifications } = await coordinator.client.listExecutionNotifications({
      params: { execution: id },
    });
    assert.deepEqual(notifications, []);
  });

  it('can run on other nodes and runners only if its text allows that', async () => {
    const filtered = draft('nodefilters: {filter: localhost}\n  nodeFilterEditable: false');
    await assert.rejects(run(filtered, { filter: 'name: a' }), { code: 'node-filter-fixed' });
    await assert.rejects(run(draft(), { runnerFilter: 'mac' }), { code: 'runner-filter-fixed' });
    const editable = draft('runnerFilterEditable: true');
    await assert.rejects(run(editable, { runnerFilter: 'mac' }), { code: 'no-runner-matches' });
  });

  for (const [what, text, code, part] of [
    ['an error, and reports its line', draft('scheduleEnabled: maybe'), 'job-invalid', /line 5/],
    ['two jobs', draft() + draft().replace('uuid: deploy', ''), 'job-invalid', /second job/],
    ['no runner', draft().replace('linux', 'mac'), 'no-runner-matches', /mac/],
    ['a job that is disabled', draft('executionEnabled: false'), 'job-disabled', /web\/Deploy/],
    ['a missing option', draft('options: [{name: size, required: true}]'), 'options-invalid', /size/],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      await assert.rejects(run(text), (error: Error & { code: string }) => {
        assert.equal(error.code, code);
        assert.match(error.message, part);
        return true;
      });
    });
  }

  it('is refused with an uploaded file, because files belong to stored jobs', async () => {
    const text = draft('options: [{name: data, type: file}]');
    await run(text);
    await assert.rejects(
      run(text, { argString: '-data 00000000-0000-4000-8000-000000000000' }),
      (error: Error) => {
        assert.match(error.message, /option "data" is a file, and a draft cannot use files/);
        return true;
      },
    );
  });

  it('requires the rights to create and run jobs in the project and, with `asUser`, the right to run as another user', async () => {
    const started: string[] = [];
    const drafts = new DraftRuns({
      executions: {
        runAdhoc: async ({ user }) => {
          started.push(user);
          throw new Error('started');
        },
      },
      texts: createJobTexts(''),
      audit: () => undefined,
      links: new Links(() => 'http://127.0.0.1'),
    });
    const runAs = (actions: readonly string[], asUser?: string) => {
      const may: Policy = (_, { resource, action }) => resource === 'job' && actions.includes(action);
      const caller = new Caller({ user: 'eve', roles: [], from: 'here' }, may);
      return drafts.run(caller, OPS, { text: draft(), format: 'yaml', asUser });
    };
    for (const actions of [[], ['create'], ['run']])
      await assert.rejects(runAs(actions), { code: 'not-found' });
    await assert.rejects(runAs(['create', 'run'], 'bob'), { code: 'forbidden' });
    assert.deepEqual(started, []);
    await assert.rejects(runAs(['create', 'run']), /started/);
    await assert.rejects(runAs(['create', 'run', 'runAs'], 'bob'), /started/);
    assert.deepEqual(started, ['eve', 'bob']);
  });
});
