import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../protocol/client/client.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { startTestCoordinator, type TestCoordinator } from './testing/test-coordinator.ts';

const withCode = (code: string, text?: RegExp) => (error: unknown) => {
  assert.ok(isOutrunnerError(error), String(error));
  assert.equal(error.code, code, error.message);
  if (text !== undefined) assert.match(`${error.message} ${error.remedy}`, text);
  return true;
};

describe('a coordinator', () => {
  let folder: string;
  let open: TestCoordinator[];
  const start: typeof startTestCoordinator = async (options) => {
    const coordinator = await startTestCoordinator({ dataDir: join(folder, 'data'), ...options });
    open.push(coordinator);
    return coordinator;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-start-'));
    open = [];
  });
  afterEach(async () => {
    for (const coordinator of open) await coordinator.stop('keep');
    await rm(folder, { recursive: true, force: true });
  });

  it('prints one line with its address once its token is stored', async () => {
    const { printed, url, dataDir } = await start();
    assert.equal(printed.length, 1);
    const line = JSON.parse(printed[0] ?? '');
    assert.equal(line.event, 'listening');
    assert.equal(line.url, url);
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await stat(join(dataDir, 'admin.token'))).mode & 0o777, 0o600);
    assert.equal(JSON.parse(await readFile(join(dataDir, 'address.json'), 'utf8')).url, url);
  });

  it('keeps its token and its projects across a restart', async () => {
    const first = await start();
    await first.client.createProject({ body: { name: 'ops' } });
    await first.stop('keep');
    const second = await start();
    assert.equal(second.token, first.token);
    assert.deepEqual(
      (await second.client.listProjects()).map(({ name }) => name),
      ['ops'],
    );
  });

  it('creates a new token on request and revokes the old one', async () => {
    const first = await start();
    await first.stop('keep');
    const second = await start({ newAdminToken: true });
    assert.notEqual(second.token, first.token);
    const headers = { 'x-rundeck-auth-token': first.token };
    assert.equal((await second.call('GET', '/api/53/projects', { headers })).status, 401);
    const { acts } = await second.client.listAudit();
    assert.deepEqual(
      acts.map(({ what, subject, from }) => `${what} ${subject} by ${from}`),
      ['login.refuse API token by 127.0.0.1', 'token.renew admin by the start of the coordinator'],
    );
  });

  it('ends streams and frees its data dir when it is stopped', async () => {
    const { client, running, stop } = await start();
    const events = client.changeEvents();
    assert.deepEqual((await events.next()).value?.event, { type: 'ready' });
    const ended = (async () => {
      for await (const _ of events);
    })();
    await running.stop();
    await ended;
    assert.deepEqual(await running.ended, { kind: 'stopped' });
    await stop('keep');
    await (await start()).stop('keep');
  });

  it('refuses a data dir that another coordinator owns, and reports that coordinator’s address', async () => {
    const { url } = await start();
    await assert.rejects(start(), withCode('data-dir-owned', new RegExp(url)));
  });

  it('reports the port if it is in use, and the address if it cannot be bound', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    try {
      await assert.rejects(
        start({ listen: { address: '127.0.0.1', port } }),
        withCode('port-in-use', new RegExp(`${port}.*--listen`)),
      );
    } finally {
      await new Promise((resolve) => blocker.close(resolve));
    }
    await assert.rejects(
      start({ listen: { address: '203.0.113.1', port: 0 }, behindTlsProxy: ['127.0.0.1'] }),
      withCode('address-not-bindable', /203\.0\.113\.1/),
    );
    // The failed starts left no lock behind.
    await start();
  });

  it('refuses to listen beyond loopback without TLS', async () => {
    await assert.rejects(
      start({ listen: { address: '0.0.0.0', port: 0 } }),
      withCode('insecure-listen', /--tls-cert/),
    );
  });

  it('refuses an unusable certificate and reports its path', async () => {
    const certificateFile = join(folder, 'a.pem');
    const tls = { certificateFile, keyFile: certificateFile };
    await assert.rejects(start({ tls }), withCode('invalid-input', /a\.pem.*cannot be read/));
    await writeFile(certificateFile, 'nothing');
    await assert.rejects(start({ tls }), withCode('invalid-input', /a\.pem.*no certificate/));
  });

  it('refuses an invalid proxy address and reports the address', async () => {
    await assert.rejects(
      start({ behindTlsProxy: ['10.0.0.0/99'] }),
      withCode('invalid-input', /10\.0\.0\.0\/99/),
    );
  });

  it('starts with runners switched off when it is standalone, and switched on when it is embedded', async () => {
    const alone = await start();
    assert.equal((await alone.client.getSettings()).runners.enabled, false);
    await alone.stop('keep');
    const embedded = await start({ embedded: true, dataDir: join(folder, 'embedded') });
    assert.equal((await embedded.client.getSettings()).runners.enabled, true);
  });

  it('keeps its port across restarts if it is embedded, and serves its owner over a local socket without a token', async () => {
    const first = await startTestCoordinator({ dataDir: folder, embedded: true });
    const { socket } = first.running;
    assert.ok(socket !== undefined);
    const client = createClient({ transport: createNodeTransport({ kind: 'socket', path: socket }) });
    const { outrunner } = (await client.systemInfo()).system;
    assert.equal(outrunner.embedded, true);
    client.close();
    await first.stop('keep');
    const second = await start({ dataDir: folder, embedded: true });
    assert.equal(second.url, first.url);
    assert.equal(second.running.socket, socket);
  });

  it('audits the client address that a declared proxy forwards, and ignores an address that another client forwards', async () => {
    const auditOf = (coordinator: TestCoordinator) =>
      coordinator.said.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'project.create');
    const body = JSON.stringify({ name: 'ops' });
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.7' };
    const behind = await start({ behindTlsProxy: ['127.0.0.0/8'] });
    await behind.call('POST', '/api/53/projects', { headers, body });
    const [line] = auditOf(behind);
    assert.deepEqual([line.who, line.from, line.subject], ['admin', '198.51.100.7', 'ops']);
    const alone = await start({ dataDir: join(folder, 'alone') });
    await alone.call('POST', '/api/53/projects', { headers, body });
    assert.equal(auditOf(alone)[0].from, '127.0.0.1');
  });

  it('serves metrics without a token only to loopback, and only if that is enabled', async () => {
    const nobody = { headers: { 'x-rundeck-auth-token': '' } };
    const closed = await start();
    assert.equal((await closed.call('GET', '/metrics', nobody)).status, 401);
    await closed.stop('keep');
    const open = await start({ metricsOpen: true, behindTlsProxy: ['127.0.0.1'] });
    assert.equal((await open.call('GET', '/metrics', nobody)).status, 200);
    const remote = { headers: { ...nobody.headers, 'x-forwarded-for': '198.51.100.7' } };
    assert.equal((await open.call('GET', '/metrics', remote)).status, 401);
  });
});
