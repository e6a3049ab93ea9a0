import assert from 'node:assert/strict';
import { RUNNER_HEADERS } from '../../../../protocol/runner/headers.ts';
import { operation, queued } from '../../../dispatch/testing/queued.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { connect, type TestRunner } from '../../testing/test-runner.ts';

describe('GET operations/{operation}/files/{id}', () => {
  let coordinator: TestCoordinator;
  let runner: TestRunner;
  let other: TestRunner;
  const ask = (path: string, by = runner, more: Record<string, string> = {}) =>
    fetch(`${coordinator.url}/runner/v1/operations/${path}`, { headers: { ...by.headers(), ...more } });
  const refusal = async (answer: Promise<Response>) => {
    const body = (await (await answer).json()) as { errorCode: string };
    return [(await answer).status, body.errorCode];
  };

  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    const runnerId = await coordinator.createRunner('db');
    runner = await connect(coordinator, runnerId);
    other = await connect(coordinator, runnerId);
    coordinator.files.set('1/abc', Buffer.from('0123456789'));
    coordinator.operations.dispatch(queued(1));
    await runner.claim(operation(1));
  });

  afterEach(async () => {
    runner.close();
    other.close();
    await coordinator.close();
  });

  it('returns the bytes with their length and the headers of the coordinator', async () => {
    const answer = await ask('1-1/files/abc');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
    assert.equal(answer.headers.get('content-length'), '10');
    assert.ok(answer.headers.get(RUNNER_HEADERS.coordinator));
    assert.equal(await answer.text(), '0123456789');
  });

  it('returns the rest of a file from the requested byte on', async () => {
    const answer = await ask('1-1/files/abc', runner, { range: 'bytes=7-' });
    assert.equal(answer.status, 206);
    assert.equal(answer.headers.get('content-range'), 'bytes 7-9/10');
    assert.equal(await answer.text(), '789');
  });

  it('refuses replicas without the grant, and files that the execution does not have', async () => {
    assert.deepEqual(await refusal(ask('1-1/files/abc', other)), [409, 'operation-not-granted']);
    assert.deepEqual(await refusal(ask('2-1/files/abc')), [409, 'operation-not-granted']);
    assert.deepEqual(await refusal(ask('1-1/files/xyz')), [404, 'not-found']);
    assert.deepEqual(await refusal(ask('1-1/files/a%2Fb')), [404, 'route-not-found']);
    const nobody = fetch(`${coordinator.url}/runner/v1/operations/1-1/files/abc`, {
      headers: { [RUNNER_HEADERS.protocol]: '1' },
    });
    assert.deepEqual(await refusal(nobody), [401, 'access-token-invalid']);
  });
});
