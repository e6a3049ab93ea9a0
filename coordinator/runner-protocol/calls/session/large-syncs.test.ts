import assert from 'node:assert/strict';
import { RUNNER_LIMITS, RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { HTTP_LIMITS } from '../../../network/limits.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { connect, type TestRunner } from '../../testing/test-runner.ts';

describe('A large sync', () => {
  let coordinator: TestCoordinator;
  let runner: TestRunner;

  before(async () => {
    coordinator = await startTestCoordinator();
    runner = await connect(coordinator, await coordinator.createRunner('db'));
  });

  after(async () => {
    runner.close();
    await coordinator.close();
  });

  it('is accepted with as many held operations as a replica may report, and refused if it is longer', async () => {
    const longest = {
      operationId: `${'9'.repeat(15)}-${'9'.repeat(10)}`,
      offset: 2 ** 50,
      state: 'prepared',
    };
    const held = Array.from({ length: RUNNER_LIMITS.heldOperations }, () => longest);
    const body = { ...runner.syncBody(), held };
    assert.equal((await runner.call(RUNNER_PATHS.sync, body)).status, 200);
    assert.deepEqual(
      await runner.refused(RUNNER_PATHS.sync, { ...body, more: 'x'.repeat(HTTP_LIMITS.syncBytes.value) }),
      {
        status: 413,
        code: 'body-too-large',
      },
    );
    const values = Array.from({ length: HTTP_LIMITS.syncValues.value }, () => 1);
    assert.deepEqual(await runner.refused(RUNNER_PATHS.sync, { ...runner.syncBody(), more: values }), {
      status: 400,
      code: 'invalid-input',
    });
  });
});
