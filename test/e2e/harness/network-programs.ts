import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.ts';

const run = promisify(execFile);

/** Returns a port on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A program of Debian that listens on a port. */
export class NetworkProgram implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
  }

  static async start(command: string, args: readonly string[], port: number): Promise<NetworkProgram> {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await until(`${command} to listen`, () => listens(port));
    return new NetworkProgram(port, child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

/** Starts a forward proxy (tinyproxy) that requires a user name and a password. */
export async function forwardProxy(folder: string): Promise<NetworkProgram> {
  const port = await freePort();
  const file = join(folder, 'tinyproxy.conf');
  await writeFile(
    file,
    [
      `Port ${port}`,
      'Listen 127.0.0.1',
      'Timeout 600',
      'MaxClients 100',
      'BasicAuth proxyuser proxypass',
      `LogFile "${join(folder, 'tinyproxy.log')}"`,
      'LogLevel Connect',
    ].join('\n'),
  );
  return NetworkProgram.start('tinyproxy', ['-d', '-c', file], port);
}

/**
 * Creates a private certificate authority with a certificate for `localhost` and an address, as PEM files.
 */
export async function privateAuthority(
  folder: string,
  address = '127.0.0.1',
): Promise<{ ca: string; certificate: string; key: string }> {
  const at = (name: string) => join(folder, name);
  await writeFile(at('names.cnf'), `subjectAltName=DNS:localhost,IP:${address}\nbasicConstraints=CA:FALSE\n`);
  const openssl = (...args: string[]) => run('openssl', args);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
  );
  await openssl('req', ...newKey, '-keyout', at('tls.key'), '-out', at('tls.csr'), '-subj', '/CN=localhost');
  await openssl(
    ...['x509', '-req', '-in', at('tls.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    ...['-out', at('tls.pem'), '-days', '2', '-extfile', at('names.cnf')],
  );
  return { ca: at('ca.pem'), certificate: at('tls.pem'), key: at('tls.key') };
}

/** Creates a client certificate that the authority in this folder signs, with a key that a passphrase protects. */
export async function clientCertificate(
  folder: string,
  name: string,
  passphrase: string,
): Promise<{ certificate: string; key: string }> {
  const at = (file: string) => join(folder, file);
  const [certificate, key, request] = [at(`${name}.pem`), at(`${name}.key`), at(`${name}.csr`)];
  await run('openssl', [
    ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-passout', `pass:${passphrase}`],
    ...['-keyout', key, '-out', request, '-subj', `/CN=${name}`],
  ]);
  await run('openssl', [
    ...['x509', '-req', '-in', request, '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    ...['-out', certificate, '-days', '2'],
  ]);
  return { certificate, key };
}

/** Starts a TLS reverse proxy (nginx) with default settings, which buffer, limit bodies, and retain few connections. */
export async function reverseProxy(
  folder: string,
  target: number,
  tls: {
    readonly certificate: string;
    readonly key: string;
    /** The authority of the client certificates that the proxy requires. */
    readonly clientAuthority?: string;
  },
): Promise<NetworkProgram> {
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await mkdir(join(folder, 'nginx'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, 'nginx', kind)};`,
  );
  await writeFile(
    file,
    `daemon off; pid ${join(folder, 'nginx.pid')}; error_log ${join(folder, 'nginx.log')};
     events { worker_connections 256; }
     http {
       access_log off; ${temporary.join(' ')}
       server {
         listen 127.0.0.1:${port} ssl;
         ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};
         ${tls.clientAuthority === undefined ? '' : `ssl_client_certificate ${tls.clientAuthority}; ssl_verify_client on;`}
         location / { proxy_pass http://127.0.0.1:${target}; proxy_set_header Host $host:$server_port; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto https; }
       }
     }`,
  );
  return NetworkProgram.start('nginx', ['-c', file, '-e', join(folder, 'nginx.log')], port);
}

async function listens(port: number): Promise<true | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
