import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { runPluginProcess } from '../testing/plugin-process.ts';

describe('the plugin step http', () => {
  let server: Server;
  let url = '';
  let heard: { method: string; headers: IncomingHttpHeaders; body: string }[] = [];

  before(async () => {
    server = createServer(async (request, response) => {
      heard.push({ method: request.method ?? '', headers: request.headers, body: await text(request) });
      if (request.url === '/slow') return;
      response.writeHead(request.url === '/absent' ? 404 : 200).end('the answer');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    heard = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const http = (configuration: Record<string, string>, fetchAllowed = ['127.0.0.1']) =>
    runPluginProcess('http', { remoteUrl: url, ...configuration }, { fetchAllowed });

  it('sends the configured request, and prints nothing by default', async () => {
    const given = { method: 'POST', body: '{"a":1}', headers: 'Content-Type: application/json\nX-Count: 2' };
    const end = await http({ ...given, authentication: 'Basic', username: 'me', password: 'secret' });
    assert.deepEqual(end, { code: 0, stdout: '', stderr: '' });
    const [request] = heard;
    assert.equal(request?.method, 'POST');
    assert.equal(request?.body, '{"a":1}');
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.headers['x-count'], '2');
    assert.equal(request?.headers.authorization, `Basic ${Buffer.from('me:secret').toString('base64')}`);
  });

  it('prints the response, or writes it to a file', async () => {
    assert.equal((await http({ printResponse: 'true' })).stdout, 'the answer\n');
    const folder = await mkdtemp(join(tmpdir(), 'outrunner-http-'));
    const file = join(folder, 'new/answer');
    assert.equal((await http({ printResponseToFile: 'true', file })).code, 0);
    assert.equal(await readFile(file, 'utf8'), 'the answer');
    await rm(folder, { recursive: true });
  });

  it('fails if the response has an error status or an unexpected status', async () => {
    const remoteUrl = `${url}/absent`;
    assert.match((await http({ remoteUrl })).stderr, /has the status 404/);
    assert.equal((await http({ remoteUrl, checkResponseCode: 'true', responseCode: '404, 410' })).code, 0);
    const other = await http({ checkResponseCode: 'true', responseCode: '201' });
    assert.match(other.stderr, /status 200 instead of 201/);
    assert.equal(other.code, 1);
  });

  it('refuses denied addresses, and fails after its time limit', async () => {
    const end = await http({}, []);
    assert.equal(end.code, 1);
    assert.match(end.stderr, /127\.0\.0\.1/);
    assert.deepEqual(heard, []);
    assert.equal((await http({ remoteUrl: `${url}/slow`, timeout: '300' })).code, 1);
  });

  it('rejects unsafe or invalid configurations with an explanation', async () => {
    assert.match((await http({ sslVerify: 'false' })).stderr, /NODE_EXTRA_CA_CERTS/);
    assert.match((await http({ noSSLVerification: 'true' })).stderr, /NODE_EXTRA_CA_CERTS/);
    assert.match((await http({ authentication: 'OAuth 2.0' })).stderr, /not available/);
    assert.match((await http({ authentication: 'Basic', password: 'keys/x' })).stderr, /secure option/);
    assert.match((await http({ headers: '- a' })).stderr, /headers cannot be read/);
    assert.deepEqual(heard, []);
  });
});
