import assert from 'node:assert/strict';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { runAsClient } from '../testing/run-collected.ts';

describe('execution modes on the command line', () => {
  const project = ProjectName.parse('shop');
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: project } });
  });
  after(() => coordinator.stop());

  const run = (...args: string[]) => runAsClient(coordinator, args);

  it('shows the mode of the coordinator, and changes it at once or after a delay', async () => {
    assert.equal((await run('settings', 'mode')).printed, 'active\n');
    assert.equal(
      (await run('settings', 'mode', 'passive', '--in', '2h30m')).printed,
      'Execution Mode Later saved\n',
    );
    const { plannedExecutionMode } = (await coordinator.client.systemInfo()).system.outrunner;
    assert.equal(plannedExecutionMode?.executionMode, 'passive');
    assert.match((await run('settings', 'mode')).printed, /^active\npassive at \d{4}-\S+, planned by \S+\n$/);
    assert.equal((await run('settings', 'mode', 'passive')).printed, 'passive\n');
    assert.match((await run('settings', 'mode', 'passive', '--in', '1h')).printed, /already passive/);
    assert.equal((await run('settings', 'mode', 'active', '--in', '1h')).exit, 0);
    assert.deepEqual(JSON.parse((await run('settings', 'mode', 'active', '--json')).printed), {
      executionMode: 'active',
    });
  });

  it('shows the modes of a project, and changes them at once or after a delay', async () => {
    const mode = async (...args: string[]) => (await run('project', 'mode', 'shop', ...args)).printed;
    assert.equal(await mode(), 'executions  active\nschedules   active\n');
    assert.equal(await mode('passive', '--schedule'), 'executions  active\nschedules   passive\n');
    assert.match(await mode('passive', '--in', '1h'), /saved/);
    assert.match(await mode('active', '--schedule', '--in', '3m'), /saved/);
    assert.equal(
      await mode(),
      'executions  active, passive planned with a delay of 1h\nschedules   passive, active planned with a delay of 3m\n',
    );
    assert.match(await mode('passive'), /^executions {2}passive\n/);
    assert.match(await mode('active'), /^executions {2}active\n/);
  });

  it('exits with 2 for an unknown mode , for a delay without a mode, and for an invalid delay', async () => {
    assert.equal((await run('settings', 'mode', 'asleep')).exit, 2);
    assert.equal((await run('settings', 'mode', '--in', '1h')).exit, 2);
    assert.equal((await run('project', 'mode', 'shop', '--in', '1h')).exit, 2);
    assert.equal((await run('settings', 'mode', 'passive', '--in', 'soon')).exit, 2);
  });
});
