import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isSupportError } from '../errors/support-error.ts';
import { fetchDocument } from './fetch-document.ts';
import { type FetchRequest, type FetchSettings, fetchResource } from './fetch-resource.ts';

describe('fetching on behalf of a job', () => {
  const servers: Server[] = [];
  after(() => Promise.all(servers.map(close)));

  const serve = async (listener: RequestListener): Promise<number> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const settings = (more: Partial<FetchSettings> = {}): FetchSettings => ({
    allowed: ['127.0.0.1'],
    maxBytes: 1000,
    timeoutMilliseconds: 10_000,
    ...more,
  });
  const fails = async (request: FetchRequest | string, code: string, more?: Partial<FetchSettings>) => {
    const asked = typeof request === 'string' ? { url: request } : request;
    const error: unknown = await fetchResource(asked, settings(more)).then(
      () => assert.fail('it was fetched'),
      (reason: unknown) => reason,
    );
    assert.ok(isSupportError(error), String(error));
    assert.equal(error.code, code, error.message);
    return error.message;
  };

  it('returns status, headers and bytes', async () => {
    const port = await serve((request, response) => {
      response.writeHead(418, { 'X-Kind': 'tea' });
      request.pipe(response);
    });
    const answer = await fetchResource(
      { url: `http://127.0.0.1:${port}/a?b=c`, method: 'POST', body: 'hello' },
      settings(),
    );
    assert.equal(answer.status, 418);
    assert.equal(answer.headers['x-kind'], 'tea');
    assert.equal(Buffer.from(answer.bytes).toString(), 'hello');
  });

  it('supports a timeout of more than 24 days, and one with fractional milliseconds', async () => {
    const port = await serve((_, response) => response.end('here'));
    for (const timeoutMilliseconds of [31_536_000_000, 9999.5]) {
      const answer = await fetchResource(
        { url: `http://127.0.0.1:${port}/` },
        settings({ timeoutMilliseconds }),
      );
      assert.equal(answer.status, 200);
    }
  });

  it('refuses loopback and unspecified addresses in many notations, and a name that resolves to one', async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    for (const host of [
      '127.0.0.1',
      'localhost',
      '2130706433',
      '0x7f.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
    ]) {
      const message = await fails(`http://${host}:${port}/`, 'fetch-refused', { allowed: [] });
      assert.match(message, /loopback|unspecified/, host);
    }
    assert.equal(asked, 0);
    const named = await fetchResource(
      { url: `http://localhost:${port}/` },
      settings({ allowed: ['localhost'] }),
    );
    assert.equal(named.status, 200);
  });

  it('checks the target of a redirect like a requested address', async () => {
    const port = await serve((request, response) => {
      const targets: Record<string, string> = {
        '/metadata': 'http://169.254.169.254/latest/meta-data',
        '/address': `http://127.0.0.1:${port}/`,
        '/file': 'file:///etc/passwd',
      };
      response.writeHead(302, { location: targets[request.url ?? ''] ?? '/' }).end();
    });
    const base = `http://127.0.0.1:${port}`;
    assert.match(
      await fails(`${base}/metadata`, 'fetch-refused'),
      /169\.254\.169\.254 is a metadata service/,
    );
    const named = `http://localhost:${port}/address`;
    assert.match(await fails(named, 'fetch-refused', { allowed: ['localhost'] }), /loopback/);
    assert.match(
      await fails(`${base}/file`, 'fetch-failed', { allowed: ['127.0.0.1', 'file:///'] }),
      /kind file: are not fetched/,
    );
  });

  it('follows a bounded number of redirects, without credentials for another origin', async () => {
    const seen: string[] = [];
    const other = await serve((request, response) => {
      seen.push(`${request.method} ${request.headers.authorization} ${request.headers['x-token']}`);
      response.end('there');
    });
    const port = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      response.writeHead(left > 0 ? 307 : 303, {
        location: left > 0 ? `/${left - 1}` : `http://127.0.0.1:${other}/`,
      });
      response.end();
    });
    const request = {
      url: `http://user:word@127.0.0.1:${port}/2`,
      method: 'POST',
      body: 'x',
      headers: { Authorization: 'Bearer t', 'X-Token': 't' },
    } as const;
    const answer = await fetchResource(request, settings());
    assert.equal(Buffer.from(answer.bytes).toString(), 'there');
    assert.deepEqual(seen, ['GET undefined undefined']);
    assert.match(
      await fails({ ...request, url: `http://127.0.0.1:${port}/9` }, 'fetch-failed'),
      /more than 5 times/,
    );
  });

  it('limits size and time, and omits credentials and query from errors', async () => {
    const port = await serve((request, response) => {
      if (request.url?.startsWith('/large') === true) response.end(Buffer.alloc(1001));
      else response.writeHead(200).write('begun');
    });
    const at = `user:word@127.0.0.1:${port}`;
    const large = await fails(`http://${at}/large?token=x`, 'fetch-too-large');
    assert.equal(large, `http://127.0.0.1:${port}/large is larger than 1000 bytes.`);
    await fails(`http://${at}/slow?token=x`, 'fetch-timed-out', { timeoutMilliseconds: 200 });
  });

  it('describes a failed connection and an unsupported address', async () => {
    const port = await serve((_, response) => response.end());
    const server = servers.pop();
    if (server !== undefined) await close(server);
    assert.match(await fails(`http://127.0.0.1:${port}/`, 'fetch-failed'), /ECONNREFUSED/);
    assert.match(await fails('ftp://h/', 'fetch-failed'), /kind ftp:/);
    assert.match(await fails('nothing', 'fetch-failed'), /not an address/);
  });

  it('requires a matching checksum and a success status for a document', async () => {
    const port = await serve((request, response) => {
      if (request.url !== '/script') response.statusCode = 404;
      response.end('echo hello');
    });
    const digest = createHash('sha256').update('echo hello').digest('hex');
    const url = `http://127.0.0.1:${port}/script`;
    const fetched = await fetchDocument({ url }, settings(), `SHA256:${digest.toUpperCase()}`);
    assert.equal(Buffer.from(fetched.bytes).toString(), 'echo hello');
    const wrong = fetchDocument(
      { url },
      settings(),
      `sha256:${digest.replace(/^./, (it) => (it === '0' ? '1' : '0'))}`,
    );
    await assert.rejects(wrong, { code: 'fetch-checksum-differs' });
    await assert.rejects(fetchDocument({ url }, settings(), 'abc'), /not of the form sha256:HEX/);
    await assert.rejects(fetchDocument({ url: `${url}2` }, settings()), /status 404/);
  });

  it('shows `shown` instead of the address in errors, after redirects too', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/s3cret/large') response.end(Buffer.alloc(2000));
      else if (request.url === '/s3cret/moved') response.writeHead(302, { location: 'ftp://h/s3cret' }).end();
      else response.writeHead(404).end();
    });
    const shown = 'http://host/${option.token}/script?x';
    for (const path of ['large', 'moved', 'missing']) {
      const request = { url: `http://127.0.0.1:${port}/s3cret/${path}`, shown };
      await assert.rejects(fetchDocument(request, settings(), undefined), (error: Error) => {
        assert.doesNotMatch(error.message, /s3cret/);
        assert.match(error.message, /http:\/\/host\/.*token.*\/script/);
        return true;
      });
    }
  });

  it('reads a file of this host only below a listed folder, after resolving links', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'outrunner-fetch-'));
    try {
      const listed = join(directory, 'listed');
      mkdirSync(listed);
      writeFileSync(join(listed, 'a b.json'), '["a"]');
      writeFileSync(join(directory, 'secret'), 'secret');
      symlinkSync(join(directory, 'secret'), join(listed, 'link'));
      const at = (...path: string[]) => pathToFileURL(join(directory, ...path)).href;
      const allowed = ['10.0.0.1', at('listed')];
      const fetched = await fetchResource({ url: at('listed', 'a b.json') }, settings({ allowed }));
      assert.equal(Buffer.from(fetched.bytes).toString(), '["a"]');
      await fails(at('listed', 'a b.json'), 'fetch-too-large', { allowed, maxBytes: 3 });
      await fails(at('listed', 'none'), 'fetch-failed', { allowed });
      execFileSync('mkfifo', [join(listed, 'pipe')]);
      await fails(at('listed', 'pipe'), 'fetch-failed', { allowed });
      for (const url of [at('secret'), at('listed', 'link'), `${at('listed')}/../secret`, at('listed')]) {
        await fails(url, 'fetch-refused', { allowed });
      }
      await fails(at('listed', 'a b.json'), 'fetch-refused');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('uses the named proxy, and sends it no request for a denied address', async () => {
    const port = await serve((request, response) => response.end(`seen ${request.url}`));
    const proxied: string[] = [];
    const proxy = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (head) => {
        proxied.push(head.toString().split('\r\n')[0] ?? '');
        const onward = connect(port, '127.0.0.1', () => onward.end(head).pipe(socket));
        onward.on('error', () => socket.destroy());
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const named = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const answer = await fetchResource(
        { url: 'http://only-the-proxy-knows.invalid/x' },
        settings({ environment: { http_proxy: named, no_proxy: '127.0.0.1' }, allowed: [] }),
      );
      assert.match(Buffer.from(answer.bytes).toString(), /only-the-proxy-knows\.invalid\/x/);
      assert.equal(proxied.length, 1);
      await fails('http://169.254.169.254/', 'fetch-refused', { proxy: named, allowed: [] });
      await fails('http://localhost:1/', 'fetch-refused', { proxy: named, allowed: [] });
      assert.equal(proxied.length, 1);
    } finally {
      await close(proxy);
    }
  });
});

function close(server: {
  close(done: () => void): unknown;
  closeAllConnections?: () => void;
}): Promise<void> {
  server.closeAllConnections?.();
  return new Promise((resolve) => void server.close(() => resolve()));
}
