import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import { MANAGEMENT_ROUTES } from './management-routes.ts';
import { NOT_AVAILABLE_ROUTES } from './not-available-routes.ts';
import { openApiDocument } from './openapi.ts';
import { fillPath, queryString } from './path.ts';
import { type Route, routePath } from './route.ts';

/** Every call of the API contract. */
const CONTRACT = [
  'GET /api/system/info',
  'GET /api/projects',
  'POST /api/projects',
  'GET /api/project/*',
  'DELETE /api/project/*',
  'GET /api/project/*/config',
  'PUT /api/project/*/config',
  'GET /api/project/*/jobs',
  'POST /api/project/*/jobs/import',
  'GET /api/project/*/jobs/export',
  'GET /api/job/*',
  'GET /api/job/*/info',
  'DELETE /api/job/*',
  'POST /api/job/*/run',
  'POST /api/job/*/executions',
  'GET /api/execution/*',
  'GET /api/project/*/executions',
  'GET /api/project/*/executions/running',
  'GET /api/job/*/executions',
  'GET /api/execution/*/abort',
  'POST /api/execution/*/abort',
  'GET /api/execution/*/state',
  'GET /api/execution/*/output',
  'POST /api/runnerManagement/runners',
  'GET /api/runnerManagement/runners',
  'GET /api/runnerManagement/runner/*',
  'POST /api/runnerManagement/runner/*',
  'DELETE /api/runnerManagement/runner/*',
  'GET /api/runnerManagement/runner/*/tags',
  'GET /api/runnerManagement/tags',
  'GET /api/runnerTag/searchTags',
  'POST /api/runnerManagement/runner/*/ping',
  'GET /api/runnerManagement/checkPing/*',
  'POST /api/runnerManagement/runner/*/regenerateCreds',
  'GET /api/runnerManagement/download/*',
  'GET /api/runnerManagement/runner/*/keys',
  'GET /api/runnerManagement/ui',
  'GET /api/project/*/runnerManagement/config',
  'POST /api/project/*/runnerManagement/config',
  'GET /api/project/*/runnerManagement/runners',
  'POST /api/project/*/runnerManagement/runners',
  'GET /api/project/*/runnerManagement/runner/*',
  'POST /api/project/*/runnerManagement/runner/*',
  'DELETE /api/project/*/runnerManagement/runner/*',
  'POST /api/project/*/runnerManagement/runner/*/ping',
  'GET /api/project/*/runnerManagement/checkPing/*',
  'POST /api/project/*/runnerManagement/runner/*/regenerateCreds',
  'GET /api/project/*/runnerManagement/download/*',
  'POST /api/project/*/runnerManagement/runner/*/removeProjectAssociation',
  'POST /api/project/*/runnerManagement/nodeDispatch/config',
  'GET /api/tokens',
  'POST /api/tokens',
  'GET /api/tokens/*',
  'POST /api/tokens/*',
  'GET /api/token/*',
  'DELETE /api/token/*',
  'GET /api/project/*/resources',
  'GET /api/project/*/resource/*',
  'GET /api/project/*/sources',
  'GET /api/project/*/source/*',
  'GET /api/project/*/source/*/resources',
  'POST /api/project/*/source/*/resources',
  'GET /api/storage/keys',
  'GET /api/storage/keys/*',
  'POST /api/storage/keys/*',
  'PUT /api/storage/keys/*',
  'DELETE /api/storage/keys/*',
  'GET /outrunner/settings',
  'PUT /outrunner/settings',
  'GET /outrunner/openapi.json',
  'POST /outrunner/plan',
  'GET /outrunner/events',
  'GET /outrunner/executions/*/stream',
  'GET /outrunner/executions/*/output/raw',
];

const routes = Object.entries<Route>(MANAGEMENT_ROUTES);
const shape = ({ method, base, path }: Pick<Route, 'method' | 'base' | 'path'>) =>
  `${method} /${base}${path.replace(/\{\+?\w+\}/g, '*')}`;

describe('the routes of the management API', () => {
  it('include every call of the contract, implemented or answered with 501', () => {
    const declared = new Set([...routes.map(([, route]) => route), ...NOT_AVAILABLE_ROUTES].map(shape));
    assert.deepEqual(
      CONTRACT.filter((call) => !declared.has(call)),
      [],
    );
  });

  it('are each declared once', () => {
    const shapes = [...routes.map(([, route]) => route), ...NOT_AVAILABLE_ROUTES].map(shape);
    assert.equal(new Set(shapes).size, shapes.length);
  });

  it('have a schema for each parameter of their path, and an access decision', () => {
    for (const [name, route] of routes) {
      const named = [...route.path.matchAll(/\{\+?(\w+)\}/g)].map(([, parameter]) => parameter);
      assert.deepEqual(Object.keys(route.params).sort(), named.sort(), name);
      assert.ok(typeof route.access === 'string' || route.access.resource.length > 0, name);
    }
  });

  it('are public only for install scripts, container files, programs and the job schema', () => {
    const open = routes.filter(([, route]) => route.access === 'anybody').map(([name]) => name);
    assert.deepEqual(open.sort(), [
      'composeFile',
      'dockerfile',
      'downloadInstallScript',
      'downloadProjectInstallScript',
      'downloadRunner',
      'installPowerShell',
      'installShell',
      'jobSchema',
    ]);
  });

  it('yield a valid OpenAPI 3.1 document', async () => {
    const document = openApiDocument('http://127.0.0.1:4440');
    const result = await new Validator().validate(structuredClone(document));
    assert.deepEqual(result.errors ?? [], []);
    assert.ok(result.valid);
    assert.equal(document['openapi'], '3.1.0');
  });

  it('encode values in a path and in a query', () => {
    const route = MANAGEMENT_ROUTES.listUserTokens;
    assert.equal(routePath(route, { user: 'a/b c?' }, 53), '/api/53/tokens/a%2Fb%20c%3F');
    assert.equal(routePath(MANAGEMENT_ROUTES.getSettings, {}, 53), '/outrunner/v1/settings');
    assert.equal(fillPath('/keys/{+path}', { path: 'a b/c?/%' }), '/keys/a%20b/c%3F/%25');
    assert.throws(() => fillPath('/job/{job}', {}), TypeError);
    assert.equal(queryString({ a: 'x&y', b: undefined, c: 0, d: false }), '?a=x%26y&c=0&d=false');
    assert.equal(queryString({ a: undefined }), '');
  });
});
