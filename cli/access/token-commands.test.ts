import assert from 'node:assert/strict';
import {
  startTestCoordinator,
  type TestCoordinator,
} from '../../coordinator/hosting/testing/test-coordinator.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { runAsClient } from '../testing/run-collected.ts';

describe('outrunner token', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: ProjectName.parse('shop') } });
  });
  after(() => coordinator.stop());

  const run = (...args: string[]) => runAsClient(coordinator, ['token', ...args]);

  it('creates a limited token, and lists its limits and its last use', async () => {
    const limits = ['--projects', 'shop', '--networks', '127.0.0.1,10.0.0.0/8', '--duration', '2d'];
    const created = await run('create', '--name', 'nightly', ...limits);
    assert.equal(created.exit, 0, created.said);
    const row = async () =>
      (await run('list')).printed.split('\n').find((line) => line.includes('nightly')) ?? '';
    assert.match(await row(), /shop +127\.0\.0\.1,10\.0\.0\.0\/8 +\d{4}-.* never/);
    const headers = { 'x-rundeck-auth-token': created.printed.trim() };
    assert.equal((await coordinator.call('GET', '/api/53/project/shop', { headers })).status, 200);
    assert.match(await row(), /shop .* \d{4}-\S+ +\d{4}-\S+/);
  });

  it('reports a project or network that is not valid', async () => {
    assert.match((await run('create', '--projects', 'a/b')).said, /"a\/b" is not a project name/);
    assert.match((await run('create', '--networks', 'ten')).said, /"ten" is not valid/);
  });
});
