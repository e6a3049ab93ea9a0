import assert from 'node:assert/strict';
import { RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { eventually } from '../../../dispatch/testing/eventually.ts';
import { HTTP_LIMITS } from '../../../network/limits.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { connect, expectRefused, type TestRunner } from '../../testing/test-runner.ts';

const MIB = 1024 * 1024;
const tooMany = { status: 429, code: 'too-many-requests' };

describe('a replica that sends many requests at once', () => {
  let coordinator: TestCoordinator;
  let busy: TestRunner;
  let other: TestRunner;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    busy = await connect(coordinator, await coordinator.createRunner('busy'));
    other = await connect(coordinator, await coordinator.createRunner('other'));
  });
  afterEach(async () => {
    busy.close();
    other.close();
    await coordinator.close();
  });

  const begin = (length: number, start: string, path: string = RUNNER_PATHS.sync) => {
    const headers = { 'content-type': 'application/json', 'content-length': String(length) };
    const open = busy.http.open(path, { ...busy.headers(), ...headers });
    open.request.on('error', () => undefined).write(start);
    return open;
  };

  it('is refused above the limit of concurrent requests, and does not block another replica', async () => {
    const limit = HTTP_LIMITS.requestsOfOne.value;
    const open = Array.from({ length: limit + 1 }, () => begin(100, '{'));
    const refused = await Promise.race(open.map(({ answer }) => answer));
    assert.deepEqual(expectRefused(refused), tooMany);
    assert.equal(refused.headers['retry-after'], '1');
    await other.sync();
    for (const { request } of open) request.destroy();
  });

  it('is refused when its bodies take too much memory', async () => {
    const half = ' '.repeat(HTTP_LIMITS.replicaBodyBytes.value / 2 + 1);
    await busy.sync();
    const { results } = RUNNER_PATHS;
    const open = [begin(9 * MIB, half, results), begin(9 * MIB, half, results)];
    await eventually(() => coordinator.openRequests(results) === 2);
    // After this time, the pace limit allows both bodies to be read.
    coordinator.clock.advance(15_000);
    const refused = await Promise.race(open.map(({ answer }) => answer));
    assert.deepEqual(expectRefused(refused), tooMany);
    await other.sync();
    for (const { request } of open) request.destroy();
  });
});
