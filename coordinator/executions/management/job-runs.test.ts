import assert from 'node:assert/strict';
import { Execution, ExecutionList } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';

describe('a run of a job', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'ops' } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.createRunner({
      body: { name: 'web', description: '', tagNames: ['linux'], assignedProjects: { ops: '.*' } },
    });
    const text = `- name: Deploy
  uuid: deploy
  multipleExecutions: true
  options: [{name: colour, value: red}, {name: size}]
  runnerSelector: {filter: linux}
  sequence: {commands: [{exec: 'true'}]}
`;
    const params = { project: 'ops' };
    await client.importJobs({ params, body: { text, mediaType: 'application/yaml' } });
  });
  after(() => coordinator.stop());

  it('can repeat an execution as another user, with its options except those that the request replaces', async () => {
    const { client } = coordinator;
    const params = { job: 'deploy' };
    const first = await client.runJob({ params, body: { options: { colour: 'blue', size: '1' } } });
    const again = await client.retryJob({
      params: { ...params, execution: first.id },
      body: { options: { size: 2 }, asUser: 'bob' },
    });
    assert.deepEqual(again.job?.options, { colour: 'blue', size: '2' });
    assert.equal(again.user, 'bob');
  });

  it('can repeat an execution with values in the query', async () => {
    const { client } = coordinator;
    const first = await client.runJob({ params: { job: 'deploy' }, body: { options: { colour: 'blue' } } });
    const query = 'option.size=3&asUser=carol&loglevel=DEBUG&failedNodes=false';
    const path = `/api/59/job/deploy/retry/${first.id}?${query}`;
    const response = await coordinator.call('POST', path);
    const again = Execution.parse(await response.json());
    assert.deepEqual(again.job?.options, { colour: 'blue', size: '3' });
    assert.equal(again.user, 'carol');
  });

  it('can be requested with a form', async () => {
    const body = new URLSearchParams({ argString: '-colour green', 'option.size': '7', loglevel: 'DEBUG' });
    const response = await coordinator.call('POST', '/api/53/job/deploy/run', { body });
    const { job } = Execution.parse(await response.json());
    assert.deepEqual(job?.options, { colour: 'green', size: '7' });
  });

  it('can be requested with options in the query', async () => {
    const query = '?option.size=7&argString=-colour+green';
    const response = await coordinator.call('POST', `/api/53/job/deploy/run${query}`);
    const { job } = Execution.parse(await response.json());
    assert.deepEqual(job?.options, { colour: 'green', size: '7' });
  });

  it('keeps options that the job does not declare, and warns of words without an option', async () => {
    const { client } = coordinator;
    const body = { argString: 'stray -colour green -ticket "OPS 7"', options: { size: 7, reason: 'test' } };
    const { id, job, argstring } = await client.runJob({ params: { job: 'deploy' }, body });
    assert.deepEqual(job?.options, { colour: 'green', size: '7', ticket: 'OPS 7', reason: 'test' });
    assert.equal(argstring, '-colour green -size 7 -ticket "OPS 7" -reason test');
    const output = await client.getExecutionOutput({ params: { execution: id }, query: { engine: 'true' } });
    const logs = output.entries.map(({ log }) => log);
    assert.ok(
      logs.includes('warning: skipped 1 word of the argument string without an option; write -name value'),
      logs.join(),
    );
    const again = await client.retryJob({ params: { job: 'deploy', execution: id }, body: {} });
    assert.deepEqual(again.job?.options, job?.options);
  });

  it('is refused with undeclared options if the setting jobs.rejectUndeclaredOptions is true', async () => {
    const { client } = coordinator;
    const run = () => client.runJob({ params: { job: 'deploy' }, body: { options: { ticket: '7' } } });
    await client.updateSettings({ body: { jobs: { rejectUndeclaredOptions: true } } });
    await assert.rejects(run(), /has no option "ticket"; it has colour, size/);
    await client.updateSettings({ body: { jobs: { rejectUndeclaredOptions: false } } });
    await run();
  });

  it('is refused with undeclared options if the job sets rejectUndeclaredOptions', async () => {
    const { client } = coordinator;
    const text = `- name: Strict
  uuid: strict
  rejectUndeclaredOptions: true
  options: [{name: colour}]
  runnerSelector: {filter: linux}
  sequence: {commands: [{exec: 'true'}]}
`;
    await client.importJobs({ params: { project: 'ops' }, body: { text, mediaType: 'application/yaml' } });
    const run = client.runJob({ params: { job: 'strict' }, body: { argString: '-colour red -ticket 7' } });
    await assert.rejects(run, /has no option "ticket"; it has colour/);
  });

  it('can be planned for a future time, but not for a past or invalid time', async () => {
    const params = { job: 'deploy' };
    const run = (runAtTime: string) => coordinator.client.runJob({ params, body: { runAtTime } });
    const { id, status, reason, ...view } = await run('2990-01-01T01:00:00+01:00');
    assert.deepEqual([status, reason?.code], ['scheduled', 'planned']);
    assert.equal(reason?.message, 'planned for 2990-01-01T00:00:00.000Z');
    assert.equal(view['date-started'].date, '2990-01-01T00:00:00Z');
    const { abort } = await coordinator.client.abortExecution({ params: { execution: id } });
    assert.equal(abort.status, 'aborted');
    for (const time of ['2020-01-01T00:00:00Z', '2990-01-01T00:00:00', 'soon'])
      await assert.rejects(run(time), { code: 'invalid-input' });
  });

  it('is listed as scheduled, and not as running, while it waits for its planned start', async () => {
    const { client, call } = coordinator;
    const params = { job: 'deploy' };
    const planned = await client.runJob({ params, body: { runAtTime: '2990-01-01T00:00:00Z' } });
    const { id: running } = await client.runJob({ params });
    const listed = async (query: string) => {
      const list = ExecutionList.parse(await (await call('GET', `/api/53/project/ops/${query}`)).json());
      return list.executions.filter(({ id }) => id >= planned.id).map(({ id, status }) => `${id} ${status}`);
    };
    const [later, now] = [`${planned.id} scheduled`, `${running} running`];
    assert.deepEqual(await listed('executions?statusFilter=scheduled'), [later]);
    assert.deepEqual(await listed('executions?statusFilter=running'), [now]);
    assert.deepEqual(await listed('executions/running'), [now]);
    assert.deepEqual(await listed('executions/running?includePostponed=true'), [now, later]);
    const output = await client.getExecutionOutput({ params: { execution: planned.id } });
    assert.ok(!output.execCompleted);
    assert.equal(output.execState, 'scheduled');
    const metrics = await (await call('GET', '/metrics')).text();
    assert.match(metrics, /^outrunner_executions_scheduled 1$/m);
    await assert.rejects(client.deleteExecution({ params: { execution: planned.id } }), {
      code: 'execution-running',
    });
    const { execution } = await client.abortExecution({ params: { execution: planned.id } });
    assert.equal(execution.status, 'aborted');
    await client.deleteExecution({ params: { execution: planned.id } });
    await assert.rejects(client.getExecution({ params: { execution: planned.id } }), { code: 'not-found' });
  });
});
