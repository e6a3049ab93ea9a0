import assert from 'node:assert/strict';
import type { ExecutionId, JobId } from '../../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';

const LATER = '2990-01-01T00:00:00Z';

describe('the API for deleting executions', () => {
  let coordinator: TestCoordinator;
  let job: JobId;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'ops' } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.createRunner({
      body: { name: 'web', description: '', tagNames: ['linux'], assignedProjects: { ops: '.*' } },
    });
    const text = `- name: Deploy
  group: web
  multipleExecutions: true
  runnerSelector: {filter: linux}
  sequence: {commands: [{exec: 'true'}]}
`;
    const imported = await client.importJobs({
      params: { project: 'ops' },
      body: { text, mediaType: 'application/yaml' },
    });
    const [only] = imported.succeeded;
    assert.ok(only);
    job = only.id;
  });
  afterEach(() => coordinator.stop());

  /** Returns an execution that waits for its planned start. */
  async function open(): Promise<ExecutionId> {
    return (await coordinator.client.runJob({ params: { job }, body: { runAtTime: LATER } })).id;
  }

  /** Returns an execution that has ended. */
  async function ended(): Promise<ExecutionId> {
    const execution = await open();
    await coordinator.client.abortExecution({ params: { execution } });
    return execution;
  }

  async function call(method: string, path: string, body?: unknown) {
    const answer = await coordinator.call(method, `/api/53${path}`, {
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  it('deletes one execution with its state and output, and records the name of its job', async () => {
    const id = await ended();
    assert.deepEqual(await call('DELETE', `/execution/${id}`), { status: 204, body: undefined });
    for (const path of ['', '/state', '/output']) {
      const { status, body } = await call('GET', `/execution/${id}${path}`);
      assert.deepEqual([status, body.errorCode], [404, 'not-found'], path);
    }
    assert.equal((await call('GET', `/job/${job}/executions`)).body.paging.total, 0);
    assert.equal((await call('DELETE', `/execution/${id}`)).status, 404);
    const { acts } = await coordinator.client.listAudit();
    const [{ what, subject, name, detail } = assert.fail()] = acts;
    assert.deepEqual(
      [what, subject, name, detail],
      ['execution.delete', String(id), 'web/Deploy', 'of project ops'],
    );
  });

  it('refuses to delete an open execution, and reports its id', async () => {
    const id = await open();
    const { status, body } = await call('DELETE', `/execution/${id}`);
    assert.deepEqual([status, body.errorCode], [409, 'execution-running']);
    assert.match(body.message, new RegExp(`Execution ${id} is still running`));
    assert.equal((await call('GET', `/execution/${id}`)).status, 200);
  });

  it('deletes the listed executions, and reports each execution that is not deleted', async () => {
    const [first, second, running] = [await ended(), await ended(), await open()];
    const { status, body } = await call('POST', '/executions/delete', {
      ids: [first, String(second), first, running, 999, 'x'],
    });
    assert.equal(status, 200);
    const { failures, ...counts } = body;
    assert.deepEqual(counts, { requestCount: 5, allsuccessful: false, successCount: 2, failedCount: 3 });
    assert.deepEqual(
      failures.map(({ id }: { id: string }) => id),
      [String(running), '999', 'x'],
    );
    assert.match(failures[0].message, new RegExp(`Execution ${running} is still running`));
    assert.match(failures[1].message, /Execution "999" does not exist/);
  });

  it('accepts the ids as a bare list or in the query, and reports a missing field `ids`', async () => {
    const [first, second] = [await ended(), await ended()];
    const success = { requestCount: 1, allsuccessful: true, successCount: 1, failedCount: 0, failures: [] };
    assert.deepEqual((await call('POST', '/executions/delete', [first])).body, success);
    assert.deepEqual((await call('POST', `/executions/delete?ids=${second}`)).body, success);
    const { status, body } = await call('POST', '/executions/delete');
    assert.equal(status, 400);
    assert.match(body.message, /"ids"/);
  });

  it('deletes the ended executions of a job', async () => {
    const running = await open();
    for (let count = 0; count < 3; count += 1) await ended();
    const { body } = await call('DELETE', `/job/${job}/executions`);
    assert.deepEqual(
      [body.requestCount, body.successCount, body.failures.map(({ id }: { id: string }) => id)],
      [4, 3, [String(running)]],
    );
    const { executions } = await coordinator.client.listJobExecutions({ params: { job } });
    assert.deepEqual(
      executions.map(({ id }) => id),
      [running],
    );
    assert.equal((await call('DELETE', '/job/unknown/executions')).status, 404);
  });

  it('notifies subscribers of the deleted executions', async () => {
    const ids = [await ended(), await ended()];
    const left = new AbortController();
    const events = coordinator.client.changeEvents({ signal: left.signal });
    for await (const { event } of events) {
      if (event.type === 'ready') await call('POST', '/executions/delete', { ids });
      if (event.type !== 'executions-deleted') continue;
      assert.deepEqual([event.project, event.executions], ['ops', ids]);
      break;
    }
    left.abort();
  });
});
