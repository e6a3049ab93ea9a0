import assert from 'node:assert/strict';
import { ErrorBody } from '../../../protocol/errors/error-body.ts';
import { AdhocStarted } from '../../../protocol/routes/shapes/adhoc-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';

const TAGGED = { 'meta.jobRunnerFilter': 'linux', 'meta.jobRunnerFilterMode': 'TAGS' } as const;

describe('ad-hoc commands', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'ops' } });
    await client.updateSettings({ body: { runners: { enabled: true } } });
    await client.createRunner({
      body: { name: 'web', description: '', tagNames: ['linux'], assignedProjects: { ops: '.*' } },
    });
  });
  after(() => coordinator.stop());

  async function started(path: string, init: RequestInit): Promise<AdhocStarted> {
    const response = await coordinator.call('POST', `/api/53/project/ops/run/${path}`, init);
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    return AdhocStarted.parse(body);
  }
  const json = (body: object): RequestInit => ({
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const titleOf = async ({ execution }: AdhocStarted) => {
    const { description, executionType, job } = await coordinator.client.getExecution({
      params: { execution: execution.id },
    });
    assert.equal(job, undefined);
    assert.equal(executionType, 'adhoc');
    return description;
  };

  it('are accepted as JSON, as a form and as query parameters', async () => {
    const answer = await started('command', json({ exec: 'uname -a', ...TAGGED }));
    assert.match(answer.message, new RegExp(`\\(${answer.execution.id}\\)`));
    assert.equal(await titleOf(answer), 'uname -a');
    const form = new URLSearchParams({
      exec: 'echo a&b',
      nodeThreadcount: '2',
      nodeKeepgoing: 'true',
      ...TAGGED,
    });
    assert.equal(await titleOf(await started('command', { body: form })), 'echo a&b');
    const query = new URLSearchParams({ exec: 'date', ...TAGGED });
    assert.equal(await titleOf(await started(`command?${query}`, {})), 'date');
    const got = await coordinator.call('GET', `/api/53/project/ops/run/command?${query}`);
    assert.equal(await titleOf(AdhocStarted.parse(await got.json())), 'date');
  });

  it('can be scripts from a field, an uploaded file or a URL', async () => {
    const body = new FormData();
    body.append('scriptFile', new Blob(['#!/bin/sh\necho ß "$1"\n']), 'x.sh');
    body.append('argString', 'one');
    for (const [name, value] of Object.entries(TAGGED)) body.append(name, value);
    assert.equal(await titleOf(await started('script', { body })), 'echo ß "$1"');
    assert.equal(await titleOf(await started('script', json({ script: 'echo 1', ...TAGGED }))), 'echo 1');
    const scriptURL = 'https://files.example/x.sh';
    assert.equal(await titleOf(await started('url', json({ scriptURL, ...TAGGED }))), scriptURL);
  });

  it('can be listed and filtered, have a workflow state, and can be stopped', async () => {
    const { client } = coordinator;
    const { execution } = await started('command', json({ exec: 'sleep 9', ...TAGGED }));
    const params = { execution: execution.id };
    const { executions } = await client.listProjectExecutions({ params: { project: 'ops' } });
    assert.equal(executions[0]?.id, execution.id);
    const count = async (query: object) =>
      (await client.listProjectExecutions({ params: { project: 'ops' }, query })).paging.total;
    assert.equal(await count({ userFilter: 'nobody' }), 0);
    const adhoc = { adhoc: 'true', userFilter: 'admin', executionTypeFilter: 'adhoc' };
    assert.ok((await count(adhoc)) > 0);
    assert.equal(await count({ adhoc: 'false' }), 0);
    assert.equal(await count({ begin: '0' }), 0, 'none has ended');
    const state = await client.getExecutionState({ params });
    assert.equal(state.steps[0]?.executionState, 'WAITING');
    const { abort } = await client.abortExecution({ params });
    assert.equal(abort.status, 'aborted');
    assert.equal(await count({ recentFilter: '1h', begin: '0', abortedbyFilter: 'admin' }), 1);
    assert.equal(await count({ olderFilter: '1h' }), 0);
    assert.equal(await count({ end: '2020-01-01T00:00:00Z' }), 0);
  });

  it('fail with a reason if no node matches', async () => {
    const { execution } = await started('command', json({ exec: 'true', filter: 'none', ...TAGGED }));
    const { status, reason } = await coordinator.client.getExecution({ params: { execution: execution.id } });
    assert.deepEqual([status, reason?.code], ['failed', 'NoMatchedNodes']);
  });

  for (const [what, path, body, code, part] of [
    ['no command', 'command', { ...TAGGED }, 'invalid-input', /"exec".*missing/],
    ['a blank script', 'script', { script: ' ', ...TAGGED }, 'invalid-input', /"script".*missing/],
    [
      'a thread count of 0',
      'command',
      { exec: 'true', nodeThreadcount: 0 },
      'invalid-input',
      /nodeThreadcount/,
    ],
    ['neither tags nor a Local Runner', 'command', { exec: 'true' }, 'no-local-runner', /--local-runner/],
    [
      'a tag that no runner has',
      'command',
      { exec: 'true', 'meta.jobRunnerFilter': 'mac' },
      'no-runner-matches',
      /mac/,
    ],
  ] as const) {
    it(`are refused with ${what}`, async () => {
      const answer = await coordinator.call('POST', `/api/53/project/ops/run/${path}`, json(body));
      const { errorCode, message, remedy } = ErrorBody.parse(await answer.json());
      assert.equal(errorCode, code);
      assert.match(`${message} ${remedy}`, part);
    });
  }

  it('are refused if their form is malformed', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answer = await coordinator.call('POST', '/api/53/project/ops/run/script', {
      body: 'no form',
      headers,
    });
    assert.equal(answer.status, 400);
    assert.equal(ErrorBody.parse(await answer.json()).errorCode, 'invalid-input');
  });
});
