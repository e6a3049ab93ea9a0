import assert from 'node:assert/strict';
import { request } from 'node:http';
import { ErrorBody } from '../../protocol/errors/error-body.ts';
import { MANAGEMENT_ROUTES, type RouteName } from '../../protocol/routes/management-routes.ts';
import { NOT_AVAILABLE_ROUTES } from '../../protocol/routes/not-available-routes.ts';
import { OUTRUNNER_BASE } from '../../protocol/routes/route.ts';
import { routeDecision } from '../access/route-decision.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

async function refusal(answer: Promise<Response>): Promise<ErrorBody & { status: number }> {
  const response = await answer;
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  const body = await response.json();
  assert.ok(!/\bat .*\.ts:\d+|node_modules/.test(JSON.stringify(body)), 'no stack is shown');
  return { ...ErrorBody.parse(body), status: response.status };
}

describe('the management API', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops' } });
  });
  after(() => coordinator.stop());

  const call = (method: string, path: string, init?: RequestInit) => coordinator.call(method, path, init);

  it('supports versions from 14 to 59, and reports this range when it refuses another version', async () => {
    for (const version of [14, 44, 53, 59]) {
      assert.equal((await call('GET', `/api/${version}/system/info`)).status, 200);
    }
    for (const version of ['13', '60', 'v1', '5.3', '014x']) {
      const refused = await refusal(call('GET', `/api/${version}/system/info`));
      assert.equal(refused.status, 400);
      assert.equal(refused.errorCode, 'api.error.api-version.unsupported');
      assert.match(refused.remedy ?? '', /14 to 59/);
    }
  });

  it('refuses requests without a valid token, even for unknown paths, but answers health checks', async () => {
    for (const path of ['/api/53/projects', '/api/53/nothing', '/outrunner/v1/settings', '/metrics']) {
      for (const token of ['', 'wrong', coordinator.token.slice(1)]) {
        const refused = await refusal(call('GET', path, { headers: { 'x-rundeck-auth-token': token } }));
        assert.equal(refused.status, 401);
        assert.equal(refused.errorCode, 'unauthorized');
      }
    }
    assert.equal((await fetch(`${coordinator.url}/healthz`)).status, 200);
    assert.equal((await fetch(`${coordinator.url}/readyz`)).status, 200);
  });

  it('refuses every route that needs rights to a token whose roles grant nothing, and refuses a deleted token', async () => {
    const { client } = coordinator;
    const nobody = await client.createToken({ body: { user: 'bob', roles: ['reader'] } });
    assert.match(nobody.warning ?? '', /^No role of reader grants anything.* or admin\.$/);
    const headers = { 'x-rundeck-auth-token': nobody.token ?? '' };
    for (const [name, { method, base, path, access }] of Object.entries(MANAGEMENT_ROUTES)) {
      const address = `${base === 'api' ? '/api/53' : OUTRUNNER_BASE}${path.replaceAll(/\{\+?\w+\}/g, '1')}`;
      const { status } = await call(method, address, { headers });
      const isOpen = typeof access === 'string' || routeDecision(name as RouteName) === 'handler';
      assert.equal(status !== 403, isOpen, name);
    }
    const refused = await refusal(call('GET', '/api/53/system/info', { headers }));
    assert.match(`${refused.status} ${refused.message}`, /^403 .*no right to read system/);
    const short = await client.createToken({ body: { duration: '1s' } });
    assert.deepEqual([short.expired, short.warning], [false, undefined]);
    await client.deleteToken({ params: { token: nobody.id } });
    assert.equal((await refusal(call('GET', '/api/53/projects', { headers }))).status, 401);
  });

  it('closes the event streams of a token when the token is deleted or expires', async () => {
    const { client } = coordinator;
    const opened = async (token: string | undefined) =>
      call('GET', '/outrunner/v1/events', { headers: { 'x-rundeck-auth-token': token ?? '' } });
    const kept = await client.createToken({ body: { user: 'kept' } });
    const deleted = await client.createToken({ body: { user: 'deleted' } });
    const brief = await client.createToken({ body: { user: 'brief', duration: '1s' } });
    const [open, ...ending] = await Promise.all([kept, deleted, brief].map(({ token }) => opened(token)));
    await client.deleteToken({ params: { token: deleted.id } });
    for (const stream of ending) assert.match(await stream.text(), /"type":"ready"/);
    const reader = open?.body?.getReader();
    await reader?.read();
    await client.createProject({ body: { name: 'told' } });
    assert.match(new TextDecoder().decode((await reader?.read())?.value), /told/);
    await reader?.cancel();
  });

  it('audits the first refused token before it responds, and writes no separate record of each further refusal', async () => {
    const fresh = await startTestCoordinator();
    try {
      const tryToken = (token: string) =>
        fresh.call('GET', '/api/53/projects', { headers: { 'x-rundeck-auth-token': token } });
      const refusals = async () => {
        const { acts } = await fresh.client.listAudit({ query: {} });
        return acts.flatMap(({ what, ...act }) => (what === 'login.refuse' ? act : []));
      };
      await tryToken('');
      assert.deepEqual(await refusals(), [], 'a request without a token is no login');
      for (let tries = 0; tries < 30; tries += 1) await tryToken('guess');
      const [first, ...more] = await refusals();
      assert.deepEqual(more, []);
      assert.deepEqual([first?.who, first?.subject, first?.from], ['anybody', 'API token', '127.0.0.1']);
    } finally {
      await fresh.stop();
    }
  });

  it('limits invalid tokens from one address, but accepts a valid token from there', async () => {
    const wrong = { headers: { 'x-rundeck-auth-token': 'guess' } };
    const statuses = new Set<number>();
    for (let tries = 0; tries < 30; tries += 1) {
      const response = await call('GET', '/api/53/projects', wrong);
      statuses.add(response.status);
      if (response.status === 429) assert.ok(Number(response.headers.get('retry-after')) > 0);
      await response.arrayBuffer();
    }
    assert.deepEqual([...statuses].sort(), [401, 429]);
    assert.equal((await call('GET', '/api/53/projects')).status, 200);
  });

  it('answers 404 for an unknown path, 405 with the allowed methods, and 501 for each route that is not available yet', async () => {
    const missing = await refusal(call('GET', '/api/53/nothing'));
    assert.equal(missing.status, 404);
    assert.match(missing.message, /GET \/api\/53\/nothing/);
    const response = await call('PUT', '/api/53/projects');
    assert.equal(response.headers.get('allow'), 'GET, POST');
    const other = await refusal(Promise.resolve(response));
    assert.equal(other.status, 405);
    assert.match(`${other.message} ${other.remedy}`, /PUT .*GET, POST/);
    for (const route of NOT_AVAILABLE_ROUTES) {
      const path = `/api/53${route.path.replace('{project}', 'ops').replace('{runner}', 'r')}`;
      const refused = await refusal(call(route.method, path));
      assert.equal(refused.status, 501, path);
      assert.equal(refused.errorCode, 'not-available-yet');
    }
  });

  it('creates a token for a request without a body or a content type', async () => {
    const response = await call('POST', '/api/53/tokens');
    assert.equal(response.status, 201);
  });

  it('answers only for its own host names, and rejects requests from web pages of other hosts', async () => {
    const withHost = (host: string) =>
      new Promise<number>((resolve, reject) => {
        const { port } = new URL(coordinator.url);
        const options = { port, path: '/healthz', headers: { host } };
        request(options, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on('error', reject)
          .end();
      });
    assert.equal(await withHost('localhost:1'), 200);
    assert.equal(await withHost('[::1]:80'), 200);
    assert.equal(await withHost('evil.example'), 403);
    assert.equal(await withHost('127.0.0.1.evil.example:80'), 403);
    const page = await refusal(
      call('GET', '/api/53/projects', { headers: { origin: 'https://evil.example' } }),
    );
    assert.equal(page.errorCode, 'origin-refused');
  });

  it('serves its OpenAPI document and its metrics', async () => {
    const response = await call('GET', '/outrunner/v1/openapi.json');
    const document = JSON.parse(await response.text());
    assert.equal(document.openapi, '3.1.0');
    assert.equal(document.servers[0].url, coordinator.url);
    assert.match(await (await call('GET', '/metrics')).text(), /^outrunner_executions_running 0$/m);
  });

  describe('given bad input', () => {
    const table: readonly [
      what: string,
      method: string,
      path: string,
      init: RequestInit,
      status: number,
      text: RegExp,
    ][] = [
      [
        'a body that is not JSON',
        'POST',
        '/api/53/projects',
        { headers: JSON_TYPE, body: '{' },
        400,
        /request body.*not valid JSON/,
      ],
      [
        'a body that is not UTF-8',
        'POST',
        '/api/53/projects',
        { headers: JSON_TYPE, body: new Uint8Array([255]) },
        400,
        /not UTF-8/,
      ],
      ['a missing body', 'POST', '/api/53/projects', { headers: JSON_TYPE }, 400, /request body.*missing/],
      [
        'a missing field',
        'POST',
        '/api/53/projects',
        { headers: JSON_TYPE, body: '{}' },
        400,
        /field "name"/,
      ],
      [
        'an invalid name',
        'POST',
        '/api/53/projects',
        { headers: JSON_TYPE, body: '{"name":"a b"}' },
        400,
        /project name: letters/,
      ],
      [
        'an invalid field',
        'POST',
        '/api/53/projects',
        { headers: JSON_TYPE, body: '{"name":"x","config":{"a":1}}' },
        400,
        /field "config\.a"/,
      ],
      [
        'an unsupported media type',
        'POST',
        '/api/53/projects',
        { headers: { 'content-type': 'text/xml' }, body: '<a/>' },
        415,
        /text\/xml.*application\/json/,
      ],
      [
        'a compressed body',
        'POST',
        '/api/53/projects',
        { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: 'x' },
        415,
        /gzip/,
      ],
      [
        'a name that is in use',
        'POST',
        '/api/53/projects',
        { headers: JSON_TYPE, body: '{"name":"ops"}' },
        409,
        /"ops" already exists.*another name/,
      ],
      ['a missing project', 'GET', '/api/53/project/none', {}, 404, /Project "none"/],
      ['a missing job', 'POST', '/api/53/job/none/run', {}, 404, /Job "none"/],
      ['a missing execution', 'GET', '/api/53/execution/99', {}, 404, /Execution "99"/],
      ['an invalid id', 'GET', '/api/53/execution/abc', {}, 400, /path parameter "execution"/],
      ['a missing runner', 'DELETE', '/api/53/runnerManagement/runner/none', {}, 404, /Runner "none"/],
      ['an invalid path', 'GET', '/api/53/project/%E0%A4%A', {}, 400, /percent-encoding/],
      ['a bad query', 'GET', '/api/53/project/ops/executions?max=0', {}, 400, /query parameter "max"/],
      [
        'an unknown setting',
        'PUT',
        '/outrunner/v1/settings',
        { headers: JSON_TYPE, body: '{"runners":{"on":true}}' },
        400,
        /"runners\.on".*known settings are enabled/,
      ],
      [
        'an invalid setting',
        'PUT',
        '/outrunner/v1/settings',
        { headers: JSON_TYPE, body: '{"limits":{"bodyBytes":-1}}' },
        400,
        /"limits\.bodyBytes"/,
      ],
      [
        'a new runner while runners are switched off',
        'POST',
        '/api/53/runnerManagement/runners',
        { headers: JSON_TYPE, body: '{"name":"a","description":""}' },
        409,
        /switched off.*runners\.enabled=true/,
      ],
      [
        'a malformed job file',
        'POST',
        '/api/53/project/ops/jobs/import',
        { headers: { 'content-type': 'application/yaml' }, body: 'a: [' },
        400,
        /line 1/,
      ],
      [
        'a job file without a media type',
        'POST',
        '/api/53/project/ops/jobs/import',
        { body: 'x' },
        415,
        /application\/yaml/,
      ],
      [
        'a run with an unknown log level',
        'POST',
        '/api/53/job/none/run',
        { headers: JSON_TYPE, body: '{"loglevel":"LOUD"}' },
        400,
        /"loglevel".*DEBUG, VERBOSE, INFO, WARN or ERROR/,
      ],
      [
        'an invalid duration',
        'POST',
        '/api/53/tokens',
        { headers: JSON_TYPE, body: '{"duration":"soon"}' },
        400,
        /duration: such as 30d/,
      ],
      [
        'a duration that is too long',
        'POST',
        '/api/53/tokens',
        { headers: JSON_TYPE, body: `{"duration":"${'9'.repeat(400)}y"}` },
        400,
        /duration: at most 100y/,
      ],
    ];
    for (const [what, method, path, init, status, text] of table) {
      it(`answers ${status} and reports the problem for ${what}`, async () => {
        const refused = await refusal(call(method, path, init));
        assert.equal(refused.status, status, refused.message);
        assert.match(`${refused.message} ${refused.remedy ?? ''}`, text);
      });
    }

    it('refuses a body over the limit, but accepts settings that raise the limit again', async () => {
      await coordinator.client.updateSettings({ body: { limits: { bodyBytes: 1 } } });
      const body = '{"name":"x"}';
      const refused = await refusal(call('POST', '/api/53/projects', { headers: JSON_TYPE, body }));
      assert.equal(refused.status, 413);
      await coordinator.client.updateSettings({ body: { limits: { bodyBytes: 10_485_760 } } });
    });

    it('delivers the error to a client that sends 3 MB over the limit', async () => {
      await coordinator.client.updateSettings({ body: { limits: { bodyBytes: 1000 } } });
      try {
        const body = JSON.stringify({ name: 'x', description: 'y'.repeat(3_000_000) });
        const refused = await refusal(call('POST', '/api/53/projects', { headers: JSON_TYPE, body }));
        assert.equal(refused.status, 413);
        assert.match(refused.message, /1000 bytes/);
      } finally {
        await coordinator.client.updateSettings({ body: { limits: { bodyBytes: 10_485_760 } } });
      }
    });
  });
});
