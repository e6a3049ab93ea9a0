import assert from 'node:assert/strict';
import type { Coordinator } from '../harness/coordinator.ts';
import { rawRequest } from '../harness/raw-request.ts';
import { fields, refused } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

describe('the contract, HTTP', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
  });
  after(() => world[Symbol.asyncDispose]());

  const get = (path: string, headers?: Record<string, string>) =>
    coordinator.call('GET', path, undefined, headers);

  it('supports API versions from 14 to 59, and refuses other versions', async () => {
    for (const version of ['14', '30', '53', '59']) {
      assert.equal((await get(`/api/${version}/projects`)).status, 200, version);
    }
    for (const version of ['13', '60', '0', '014', '53.0', 'v53', '-1', 'latest', '%20', '1e1']) {
      refused(await get(`/api/${version}/projects`), 400, 'api.error.api-version.unsupported');
    }
  });

  it('accepts the token only in its header', async () => {
    const { url, token } = coordinator;
    const attempts: [string, Record<string, string>][] = [
      ['', {}],
      ['', { 'X-Rundeck-Auth-Token': '' }],
      ['', { 'X-Rundeck-Auth-Token': 'wrong' }],
      ['', { 'X-Rundeck-Auth-Token': `${token}x` }],
      ['', { Authorization: `Bearer ${token}` }],
      ['', { Cookie: `X-Rundeck-Auth-Token=${token}` }],
      [`?authtoken=${token}`, {}],
    ];
    for (const [query, headers] of attempts) {
      const answer = await fetch(`${url}/api/53/projects${query}`, { headers });
      refused({ status: answer.status, body: await answer.json() }, 401, 'unauthorized');
    }
    const known = await fetch(`${url}/api/53/projects`, { headers: { 'x-rundeck-auth-token': token } });
    assert.equal(known.status, 200);
  });

  it('refuses unknown paths and methods, and malformed, mistyped, oversized and conflicting requests in one error format', async () => {
    const post = (body: string, type = 'application/json') =>
      coordinator.call('POST', '/api/53/projects', body, { 'Content-Type': type });
    refused(await get('/api/53/nothing'), 404);
    refused(await get('/nothing'), 404);
    refused(await get('/api/53/project/absent'), 404, 'not-found');
    refused(await get('/api/53/execution/9999'), 404, 'not-found');
    refused(await get('/api/53/execution/1e0'), 400, 'invalid-input');
    refused(await get('/api/53/project/%2e%2e%2fetc'), 400);
    refused(await get('/api/53/project/%FF'), 400);
    refused(await coordinator.call('PATCH', '/api/53/projects'), 405);
    refused(await coordinator.call('OPTIONS', '/api/53/projects'), 405);
    for (const body of ['{', '[]', 'null', '"x"', '']) refused(await post(body), 400, 'invalid-input');
    refused(await post('<project/>', 'application/xml'), 415, 'unsupported-media-type');
    refused(await post('{"name":"typeless"}', 'text/plain'), 415);
    refused(await post(`{"name":"${'x'.repeat(11 * 1024 * 1024)}"}`), 413, 'body-too-large');
    refused(await coordinator.call('POST', '/api/53/projects', { name: 'demo' }), 409, 'already-exists');
    refused(await post(JSON.stringify({ name: 'späti' })), 400, 'invalid-input');
  });

  it('refuses unknown query parameters, ignores a trailing slash, and answers HEAD', async () => {
    refused(await get('/api/53/projects?whatever=1'), 400, 'invalid-input');
    assert.equal((await get('/api/53/projects/')).status, 200);
    const headers = { 'X-Rundeck-Auth-Token': coordinator.token };
    const head = await fetch(`${coordinator.url}/api/53/projects`, { method: 'HEAD', headers });
    assert.deepEqual([head.status, await head.text()], [200, '']);
  });

  it('requires no Content-Type for a call without a body', async () => {
    const answer = await rawRequest(coordinator.port, 'POST /api/53/tokens HTTP/1.1', [
      'Host: 127.0.0.1',
      `X-Rundeck-Auth-Token: ${coordinator.token}`,
      'Content-Length: 0',
    ]);
    assert.equal(answer.status, 201, answer.body);
  });

  it('refuses foreign host names and web pages of other origins', async () => {
    const asked = (...headers: string[]) =>
      rawRequest(coordinator.port, 'GET /api/53/projects HTTP/1.1', [
        `X-Rundeck-Auth-Token: ${coordinator.token}`,
        ...headers,
      ]);
    assert.equal((await asked('Host: localhost')).status, 200);
    for (const headers of [
      ['Host: evil.example'],
      ['Host: 127.0.0.1.evil.example'],
      ['Host: localhost', 'Origin: http://evil.example'],
      ['Host: localhost', 'Origin: null'],
    ]) {
      const { status, body } = await asked(...headers);
      refused({ status, body: JSON.parse(body) }, 403);
    }
  });

  it('ignores forwarded addresses unless a proxy is declared', async () => {
    const headers = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' };
    const made = await coordinator.call('POST', '/api/53/projects', { name: 'forwarded' }, headers);
    assert.equal(fields(made, 201)['url'], `${coordinator.url}/api/59/project/forwarded`);
  });

  it('answers 501 for unimplemented calls, and only with a valid token', async () => {
    const path = '/api/53/runnerManagement/runner/x/keys';
    refused(await get(path), 501, 'not-available-yet');
    refused(await get(path, { 'X-Rundeck-Auth-Token': 'wrong' }), 401);
  });

  it('returns its health without a token, and its metrics only with one unless --metrics-open is set', async () => {
    const without = (path: string) => fetch(coordinator.url + path);
    assert.equal((await without('/healthz')).status, 200);
    assert.equal((await without('/readyz')).status, 200);
    assert.equal((await without('/metrics')).status, 401);
    const metrics = await get('/metrics');
    assert.equal(metrics.status, 200);
    assert.match(String(metrics.body), /^outrunner_executions_running 0$/m);
    await using apart = await World.open();
    const open = await apart.coordinator({ args: ['--metrics-open'] });
    assert.equal((await fetch(`${open.url}/metrics`)).status, 200);
  });

  it('reports the supported API version and its statistics, and serves its OpenAPI description', async () => {
    const system = fields(await get('/api/53/system/info'))['system'];
    assert.match(
      JSON.stringify(system),
      /"rundeck":\{"version":"[^"]+","apiversion":59.*"executions":\{"active":true,"executionMode":"active"\}.*"stats":\{"uptime":/,
    );
    assert.equal(fields(await get('/outrunner/v1/openapi.json'))['openapi'], '3.1.0');
  });

  it('accepts one of 20 concurrent requests to create the same project, and answers the others with 409', async () => {
    const same = await Promise.all(
      Array.from({ length: 20 }, () => coordinator.call('POST', '/api/53/projects', { name: 'contested' })),
    );
    assert.deepEqual(same.map(({ status }) => status).sort(), [201, ...Array(19).fill(409)]);
  });
});
