import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Job } from '../../job-language/format/job.ts';
import { Settings } from '../../protocol/entities/settings.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { ListedOptions } from './listed-options.ts';

const PROJECT = ProjectName.parse('shop');

describe('option values from a URL', () => {
  const asked: IncomingMessage[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    response.end('[]');
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  let base = '';
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked.length = 0;
    answer = (_, response) => response.end('["a", "b"]');
  });
  after(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });

  const listed = (fetch: object = { allowed: ['127.0.0.1'] }) =>
    new ListedOptions({
      settings: () => Settings.parse({ fetch }),
      readKey: async (path, project) => (path === 'keys/token' ? `secret of ${project}` : undefined),
      config: async () => ({ 'project.globals.zone': 'eu 1' }),
      environment: {},
      serverNode: 'here',
    });
  const of = (options: object[], values: Record<string, string> = {}) => {
    const sequence = { commands: [{ exec: 'true' }] };
    const job = Job.parse({ name: 'Deploy', group: 'a/b', sequence, options });
    return { job, jobId: '7', project: PROJECT, user: 'ann', values };
  };
  const listOne = async (option: object, values?: Record<string, string>, others: object[] = []) => {
    const question = of([{ name: 'x', ...option }, ...others], values);
    const [first] = question.job.options;
    assert.ok(first !== undefined);
    return listed().list(first, question);
  };

  it('are requested with percent-encoded values in the URL', async () => {
    const url =
      `${base}/\${job.name}/\${option.env.value}?n=\${option.name}&l=\${option.label}&o=\${option.env.label}` +
      '&g=${job.group}&z=${globals.zone}&u=${job.user.name}&s=${rundeck.nodename}&none=${option.none.value}';
    const values = await listOne({ label: 'The X', valuesUrl: url }, { env: 'a/b c' }, [
      { name: 'env', label: 'E' },
    ]);
    assert.deepEqual(values, [
      { name: 'a', value: 'a', selected: false },
      { name: 'b', value: 'b', selected: false },
    ]);
    assert.equal(asked[0]?.url, '/Deploy/a%2Fb%20c?n=x&l=The%20X&o=E&g=a%2Fb&z=eu%201&u=ann&s=here&none=');
    assert.equal(asked[0]?.headers.accept, 'application/json');
  });

  for (const [what, configRemoteUrl, seen] of [
    [
      'a password',
      { authenticationType: 'BASIC', username: 'ann', passwordStoragePath: 'keys/token' },
      { authorization: `Basic ${Buffer.from('ann:secret of shop').toString('base64')}` },
    ],
    [
      'a bearer token',
      { authenticationType: 'BEARER_TOKEN', tokenStoragePath: 'keys/token' },
      { authorization: 'Bearer secret of shop' },
    ],
    [
      'a key in a header',
      {
        authenticationType: 'API_KEY',
        keyName: 'X-Key',
        tokenStoragePath: 'keys/token',
        apiTokenReporter: 'HEADER',
      },
      { 'x-key': 'secret of shop' },
    ],
  ] as const) {
    it(`are requested with ${what} from key storage`, async () => {
      await listOne({ valuesUrl: `${base}/`, configRemoteUrl });
      for (const [name, value] of Object.entries(seen)) assert.equal(asked[0]?.headers[name], value);
    });
  }

  it('are requested with a key in the query string', async () => {
    const configRemoteUrl = {
      authenticationType: 'API_KEY',
      keyName: 'k',
      tokenStoragePath: 'keys/token',
      apiTokenReporter: 'QUERY_PARAM',
    };
    await listOne({ valuesUrl: `${base}/?a=1`, configRemoteUrl });
    assert.equal(asked[0]?.url, '/?a=1&k=secret+of+shop');
  });

  it('are read from the JSON path of the option', async () => {
    answer = (_, response) => response.end('{"found": [{"id": 1}, {"id": 2}]}');
    const configRemoteUrl = { jsonFilter: '$.found[*].id' };
    const values = await listOne({ valuesUrl: `${base}/`, configRemoteUrl });
    assert.deepEqual(
      values.map(({ value }) => value),
      ['1', '2'],
    );
  });

  it('are returned for each option separately, as values or an error', async () => {
    answer = (request, response) => {
      if (request.url === '/bad') response.end('<html>');
      else if (request.url === '/large') response.end(JSON.stringify(['x'.repeat(2000)]));
      else if (request.url === '/gone') response.writeHead(404).end();
      else if (request.url === '/slow') return;
      else response.end('{"A": "a"}');
    };
    const options = ['good', 'bad', 'large', 'gone', 'slow'].map((name) => ({
      name,
      valuesUrl: `${base}/${name}${name === 'slow' ? '#timeout=1' : ''}`,
    }));
    const key = {
      name: 'key',
      valuesUrl: `${base}/`,
      configRemoteUrl: { authenticationType: 'BEARER_TOKEN', tokenStoragePath: 'keys/none' },
    };
    const found = await listed({ allowed: ['127.0.0.1'], maxBytes: 1000 }).listAll(
      of([...options, key, { name: 'plain' }, { name: 'plugin', optionValuesPluginType: 'p' }]),
    );
    assert.deepEqual(found.get('good'), { values: [{ name: 'A', value: 'a', selected: false }] });
    const error = (name: string) => {
      const option = found.get(name);
      return option !== undefined && 'error' in option ? option.error : JSON.stringify(option);
    };
    assert.match(error('bad'), /the response is not JSON/);
    assert.match(error('large'), /larger than 1000 bytes/);
    assert.match(error('gone'), /status 404/);
    assert.match(error('slow'), /within 1 s/);
    assert.match(error('key'), /there is no key keys\/none/);
    assert.match(error('plugin'), /plugin p is not available/);
    assert.equal(found.has('plain'), false);
  });

  it('are not requested from a loopback address that the settings do not allow', async () => {
    const { job, ...asking } = of([{ name: 'x', valuesUrl: `${base}/`, enforced: true }]);
    const [option] = job.options;
    assert.ok(option !== undefined);
    const allowed = await listed({}).allowed(option, { job, ...asking });
    assert.ok('problem' in allowed);
    assert.match(allowed.problem, /127\.0\.0\.1 is a loopback address/);
    assert.deepEqual(await listed().allowed(option, { job, ...asking }), { values: ['a', 'b'] });
  });
});
