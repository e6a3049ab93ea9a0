import assert from 'node:assert/strict';
import type { Coordinator } from '../harness/coordinator.ts';
import { fields, list, refused } from '../harness/shape.ts';
import { until } from '../harness/until.ts';
import { World } from '../harness/world.ts';

describe('the contract, discovery', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
  });
  after(() => world[Symbol.asyncDispose]());

  const get = (path: string, version = 59) => coordinator.call('GET', `/api/${version}${path}`);

  it('contains the newest version of the API and its address', async () => {
    const info = { apiversion: 59, href: `${coordinator.url}/api/59` };
    assert.deepEqual(await get('', 41), { status: 200, body: info });
    assert.deepEqual(await get('/'), { status: 200, body: info });
    refused(await get('', 13), 400, 'api.error.api-version.unsupported');
  });

  it('reports the features of Rundeck that are available, and an unknown feature as disabled', async () => {
    const features = list(await get('/feature'));
    assert.deepEqual(
      features.find(({ name }) => name === 'webhooks'),
      { name: 'webhooks', enabled: true },
    );
    assert.deepEqual((await get('/feature/webhooks')).body, { name: 'webhooks', enabled: true });
    assert.deepEqual((await get('/feature/repository')).body, { name: 'repository', enabled: false });
    assert.deepEqual((await get('/feature/toString')).body, { name: 'toString', enabled: false });
  });

  it('lists the built-in plugins under the names of Rundeck, with the fields of the version', async () => {
    const plugins = list(await get('/plugin/list'));
    const named = new Set(plugins.map(({ service, name }) => `${service} ${name}`));
    for (const name of [
      'WorkflowNodeStep copyfile',
      'WorkflowNodeStep localexec',
      'WorkflowNodeStep script-inline',
      'NodeExecutor sshj-ssh',
      'FileCopier sshj-scp',
      'Notification HttpNotification',
      'Orchestrator rankTiered',
      'ResourceModelSource file',
      'LogFilter key-value-data',
      'WebhookEvent webhook-run-job',
    ])
      assert.ok(named.has(name), name);
    assert.equal(named.size, plugins.length);
    assert.ok(plugins.every(({ builtin, title }) => builtin === true && title !== ''));
    const executors = list(await get('/plugin/list?service=NodeExecutor', 39));
    assert.ok(executors.length > 0 && executors.every(({ service }) => service === 'NodeExecutor'));
    assert.deepEqual(Object.keys(executors[0] ?? {}).includes('iconUrl'), false);
    assert.ok('iconUrl' in (list(await get('/plugin/list', 40))[0] ?? {}));
    assert.ok(!('isHighlighted' in (list(await get('/plugin/list', 50))[0] ?? {})));
    assert.deepEqual((await get('/plugin/list?service=None')).body, []);
  });

  it('deletes the expired tokens of a user or of all users', async () => {
    const post = (path: string, body?: unknown) => coordinator.call('POST', `/api/53${path}`, body);
    const kept = fields(await post('/tokens/ada', { duration: '1d' }), 201)['id'];
    for (const user of ['ada', 'bob']) await post(`/tokens/${user}`, { duration: '1s' });
    const expired = async () =>
      list(await get('/tokens')).filter((token) => token['expired'] === true).length;
    await until('the tokens to expire', async () => ((await expired()) === 2 ? true : undefined));
    const removed = (count: number) => ({ count, message: `Removed ${count} expired tokens` });
    assert.deepEqual((await post('/tokens/ada/removeExpired')).body, removed(1));
    assert.deepEqual((await post('/tokens/*/removeExpired')).body, removed(1));
    assert.deepEqual((await post('/tokens/*/removeExpired')).body, removed(0));
    assert.deepEqual(
      list(await get('/tokens/ada')).map(({ id }) => id),
      [kept],
    );
  });
});
