import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsFiles } from './fake-coordinator.ts';

/** A token of the server, with the paths that it can read and its remaining lifetime. */
interface IssuedToken {
  readonly reads: RegExp;
  readonly ttl: number;
  readonly renewable: boolean;
}

export interface VaultRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly namespace: string | undefined;
}

const ROLE = { role_id: 'role-of-the-runner', secret_id: 'secret-id-of-the-runner' };

/**
 * Implements the part of HashiCorp Vault's HTTP API that a reader of KV secrets uses: AppRole, tokens with leases, KV
 * of both versions, namespaces, refusals, deleted versions, and a sealed Vault.
 */
export class VaultServer {
  readonly role = ROLE;
  /** Secrets of KV 2 at `secret/`. `null` means that the newest version was deleted. */
  readonly secrets = new Map<string, Readonly<Record<string, unknown>> | null>();
  /** Secrets of KV 1 at `kv/`. */
  readonly plain = new Map<string, Readonly<Record<string, unknown>>>();
  readonly tokens = new Map<string, IssuedToken>();
  readonly requests: VaultRequest[] = [];
  /** Lease of tokens from AppRole. */
  lease = { ttl: 3600, renewable: true };
  /** Namespace of the secrets; undefined: the root namespace. */
  namespace: string | undefined;
  sealed = false;
  /** Whether answers begin but never end. */
  trickles = false;
  #issued = 0;
  readonly #server: Server | TlsServer;

  private constructor(server: Server | TlsServer) {
    this.#server = server;
  }

  /** Starts the server. It uses HTTPS if `tls` is present. */
  static async start(tls?: TlsFiles): Promise<VaultServer> {
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const vault = new VaultServer(server);
    server.on('request', (request, response) => {
      vault.#take(request, response).catch((error: unknown) => response.destroy(new Error(String(error))));
    });
    return vault;
  }

  get address(): string {
    const address = this.#server.address();
    const scheme = this.#server instanceof TlsServer ? 'https' : 'http';
    return `${scheme}://127.0.0.1:${isAddress(address) ? address.port : 0}`;
  }

  /** Issues a token that can read API paths matching the pattern, for example `secret/data/db`. */
  issue(token: string, reads: RegExp = /./, lease = this.lease): string {
    this.tokens.set(token, { reads, ...lease });
    return token;
  }

  /** Returns the number of requests for a path. */
  asked(path: string): number {
    return this.requests.filter((request) => request.path === path).length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '').replace(/^\/v1\//, ''));
    const token = headerOf(request, 'x-vault-token');
    const namespace = headerOf(request, 'x-vault-namespace');
    this.requests.push({ method: request.method ?? '', path, token, namespace });
    const body = await bodyOf(request);
    const { status, answer } = this.#answer(request.method ?? '', path, token, namespace, body);
    response.writeHead(status, { 'content-type': 'application/json' });
    if (this.trickles) {
      const drop = setInterval(() => response.write(' '), 50);
      response.once('close', () => clearInterval(drop));
      return;
    }
    response.end(JSON.stringify(answer));
  }

  #answer(
    method: string,
    path: string,
    token: string | undefined,
    namespace: string | undefined,
    body: Readonly<Record<string, unknown>>,
  ) {
    if (this.sealed) return refused(503, 'Vault is sealed');
    if (namespace !== this.namespace)
      return refused(404, `no handler for route "${path}". route entry not found.`);
    if (method === 'POST' && path === 'auth/approle/login') return this.#login(body);
    const known = token === undefined ? undefined : this.tokens.get(token);
    if (known === undefined) return refused(403, 'permission denied');
    if (path === 'auth/token/lookup-self')
      return found({ data: { ttl: known.ttl, renewable: known.renewable, policies: ['default'] } });
    if (method === 'POST' && path === 'auth/token/renew-self')
      return found({ auth: { client_token: token, lease_duration: known.ttl, renewable: known.renewable } });
    if (!known.reads.test(path)) return refused(403, '1 error occurred:\n\t* permission denied\n\n');
    return this.#secretAt(path);
  }

  #login({ role_id, secret_id }: Readonly<Record<string, unknown>>) {
    if (role_id !== ROLE.role_id || secret_id !== ROLE.secret_id)
      return refused(400, 'invalid role or secret ID');
    const token = this.issue(`hvs.${++this.#issued}`);
    const { ttl, renewable } = this.lease;
    return found({
      auth: {
        client_token: token,
        lease_duration: ttl,
        renewable,
        policies: ['default'],
        token_type: 'service',
      },
    });
  }

  #secretAt(path: string) {
    const [mount = '', ...below] = path.split('/');
    if (mount === 'kv') {
      const plain = this.plain.get(below.join('/'));
      return plain === undefined ? refused(404) : found({ lease_duration: 2_764_800, data: plain });
    }
    if (mount !== 'secret') return refused(404, `no handler for route "${path}". route entry not found.`);
    if (below[0] !== 'data') return refused(404, 'Invalid path for a versioned K/V secrets engine.');
    const secret = this.secrets.get(below.slice(1).join('/'));
    if (secret === undefined) return refused(404);
    const deletion_time = secret === null ? '2026-01-02T03:04:05.6Z' : '';
    const metadata = { version: 1, deletion_time, destroyed: false, custom_metadata: null };
    return { status: secret === null ? 404 : 200, answer: { data: { data: secret, metadata } } };
  }
}

function found(answer: object) {
  return { status: 200, answer: { request_id: '0', lease_id: '', ...answer } };
}

function refused(status: number, ...errors: string[]) {
  return { status, answer: { errors } };
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  return request.headers[name]?.toString();
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
