import assert from 'node:assert/strict';
import type { Coordinator } from '../harness/coordinator.ts';
import { fields, list, refused, textOf } from '../harness/shape.ts';
import { until } from '../harness/until.ts';
import { World } from '../harness/world.ts';

describe('the contract, projects, settings and tokens', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
  });
  after(() => world[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown) =>
    coordinator.call(method, `/api/53${path}`, body);
  const settings = (method: 'GET' | 'PUT', body?: unknown) =>
    coordinator.call(method, '/outrunner/v1/settings', body);

  it('include calls that create, list, change and delete a project with its configuration', async () => {
    const body = { name: 'web', description: 'Läden', config: { 'project.label': 'Web' } };
    const { name, description, url, config } = fields(await call('POST', '/projects', body), 201);
    assert.deepEqual([name, description, url], ['web', 'Läden', `${coordinator.url}/api/59/project/web`]);
    assert.equal(fields({ status: 200, body: config })['project.label'], 'Web');
    assert.deepEqual(
      list(await call('GET', '/projects')).map((project) => project['name']),
      ['demo', 'web'],
    );
    assert.deepEqual(await call('PUT', '/project/web/config', { a: 'b' }), { status: 200, body: { a: 'b' } });
    assert.deepEqual(fields(await call('GET', '/project/web/config')), { a: 'b' });
    assert.equal((await call('DELETE', '/project/web')).status, 204);
    refused(await call('GET', '/project/web'), 404, 'not-found');
  });

  it('include a call that changes only the settings in its body, and refuses unknown keys and invalid values', async () => {
    const before = fields(await settings('GET'));
    const changed = fields(await settings('PUT', { dispatch: { waitSeconds: 17 } }));
    assert.deepEqual(changed, { ...before, dispatch: { ...Object(before['dispatch']), waitSeconds: 17 } });
    assert.deepEqual(fields(await settings('GET')), changed);
    for (const wrong of [{ dispatch: { waitSecond: 1 } }, { dispatch: { waitSeconds: -1 } }, { odd: {} }]) {
      refused(await settings('PUT', wrong), 400, 'invalid-input');
    }
    assert.deepEqual(fields(await settings('GET')), changed);
  });

  it('include settings with the documented defaults', async () => {
    await using apart = await World.open();
    const fresh = await apart.coordinator();
    const defaults = {
      dispatch: { waitSeconds: 600 },
      operation: { lostReplicaSeconds: 600, cancelGraceSeconds: 10, cancelConfirmSeconds: 60 },
      runner: {
        pollSeconds: 25,
        maxRunning: 50,
        spoolBytes: 1024 ** 3,
        unknownSeconds: 30,
        downSeconds: 120,
        ephemeralRemovalSeconds: 600,
      },
      security: { accessTokenSeconds: 600, enrollmentSeconds: 3600 },
      limits: {
        bodyBytes: 10 * 1024 ** 2,
        importBytes: 50 * 1024 ** 2,
        lineBytes: 64 * 1024,
        runnerTags: 64,
        tagCharacters: 64,
      },
      retention: { ageSeconds: 0, count: 0, bytes: 0 },
    };
    const told = fields(await fresh.call('GET', '/outrunner/v1/settings'));
    assert.partialDeepStrictEqual(told, defaults);
    refused(await fresh.call('PUT', '/outrunner/v1/settings', { limits: { runnerTags: 65 } }), 400);
  });

  it('include tokens whose value is shown once, and which are refused after they expire or are deleted', async () => {
    const use = (token: string) =>
      coordinator.call('GET', '/api/53/projects', undefined, { 'X-Rundeck-Auth-Token': token });
    const made = fields(await call('POST', '/tokens/ada', { roles: ['admin'], duration: '30d' }), 201);
    const [id, value] = [textOf(made, 'id'), textOf(made, 'token')];
    assert.equal((await use(value)).status, 200);
    for (const path of ['/tokens', '/tokens/ada', `/token/${id}`]) {
      const text = JSON.stringify((await call('GET', path)).body);
      assert.ok(text.includes(id) && !text.includes(value), text);
    }
    const shown = fields(await call('GET', `/token/${id}`));
    assert.deepEqual([shown['user'], shown['creator'], shown['expired']], ['ada', 'admin', false]);
    assert.equal((await call('DELETE', `/token/${id}`)).status, 204);
    refused(await use(value), 401);
    refused(await call('GET', `/token/${id}`), 404);
    const brief = textOf(fields(await call('POST', '/tokens', { duration: '1s' }), 201), 'token');
    await until('the token to expire', async () => ((await use(brief)).status === 401 ? true : undefined));
    const guest = textOf(fields(await call('POST', '/tokens', { roles: ['guest'] }), 201), 'token');
    assert.deepEqual(list(await use(guest)), []);
  });

  it('accept a user name with spaces, slashes and umlauts in the path of a token', async () => {
    const path = `/tokens/${encodeURIComponent('jürgen/böll +1')}`;
    assert.equal(fields(await call('POST', path), 201)['user'], 'jürgen/böll +1');
    assert.equal(list(await call('GET', path)).length, 1);
  });
});
