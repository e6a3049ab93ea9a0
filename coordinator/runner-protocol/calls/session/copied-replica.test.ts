import assert from 'node:assert/strict';
import { RUNNER_PATHS } from '../../../../protocol/runner/headers.ts';
import { startTestCoordinator } from '../../testing/test-coordinator.ts';
import { connect } from '../../testing/test-runner.ts';

describe('POST sync of a copied replica', () => {
  it('writes one log line and one audit record an hour, however often it is refused', async () => {
    const coordinator = await startTestCoordinator();
    const runner = await connect(coordinator, await coordinator.createRunner('db'));
    const copy = await runner.twin('instance-2');
    await copy.sync([]);
    const records = () => coordinator.audited.filter(({ what }) => what === 'replica.copied').length;
    const refuse = async () =>
      assert.equal((await runner.refused(RUNNER_PATHS.sync, runner.syncBody())).code, 'replica-copied');
    for (let turn = 0; turn < 5; turn += 1) await refuse();
    assert.equal(records(), 1);
    coordinator.clock.advance(3_600_000);
    await runner.signIn();
    await refuse();
    assert.equal(records(), 2);
    assert.equal(coordinator.logged.filter(({ message }) => /was copied/.test(message)).length, 2);
    copy.close();
    runner.close();
    await coordinator.close();
  });
});
