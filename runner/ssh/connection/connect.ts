import type { Duplex } from 'node:stream';
import type { AlgorithmList, KexAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import { Authentication } from '../credentials/authentication.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { HostAddress } from '../endpoint/host-address.ts';
import type { JumpHost } from '../endpoint/jump-hosts.ts';
import type { HostKeyFile } from '../host-keys/host-key-file.ts';
import { loadSsh2 } from '../load-ssh2.ts';
import { SshFailure } from '../ssh-failure.ts';
import { proveAtOnce, reduceConnectionCost, signAtOnce } from '../ssh2-internals.ts';
import { SshConnection } from './connection.ts';
import { dial, interrupted, timedOut } from './dial.ts';
import { handshakeFailure } from './handshake-failure.ts';

export interface ConnectRequest extends HostAddress {
  readonly credentials: Credentials;
  /** Servers to pass through, in this order. All of them get the same credentials. */
  readonly jumps: readonly JumpHost[];
  readonly hostKeys: HostKeyFile;
  /** Time limit for each jump host and for the server, in ms; 0 for no limit. */
  readonly connectMilliseconds: number;
  readonly keepaliveMilliseconds: number;
  readonly signal?: AbortSignal;
}

/** Number of consecutive unanswered keepalives after which the connection counts as lost. */
const MOST_UNANSWERED = 3;

/** Connects to a server and authenticates. Rejects with an SshFailure. */
export async function connectSsh(request: ConnectRequest): Promise<SshConnection> {
  let beneath: SshConnection | undefined;
  const servers = [...request.jumps, { host: request.host, port: request.port }];
  try {
    for (const server of servers) {
      const username = 'username' in server ? (server.username ?? request.credentials.username) : undefined;
      beneath = await connectOne(request, server, username, beneath);
    }
  } catch (error) {
    beneath?.close();
    throw error;
  }
  if (!beneath) throw new Error('a chain of connections contains at least the server');
  return beneath;
}

async function connectOne(
  request: ConnectRequest,
  address: HostAddress,
  username: string | undefined,
  beneath: SshConnection | undefined,
): Promise<SshConnection> {
  const { Client } = await loadSsh2();
  const types = request.hostKeys.typesOf(address);
  const socket = beneath
    ? await through(beneath, address, request)
    : await dial(address, request.connectMilliseconds, request.signal);
  const credentials = { ...request.credentials, ...(username !== undefined && { username }) };
  const authentication = new Authentication(credentials);
  const algorithms: string[] = [];
  let speaksSsh = false;
  const client = new Client();
  reduceConnectionCost(client);
  return new Promise((resolve, reject) => {
    let hostKeyFailure: unknown;
    const fail = (error: unknown) => {
      request.signal?.removeEventListener('abort', onAbort);
      client.off('error', onError).on('error', () => undefined);
      client.destroy();
      socket.destroy();
      const failed = {
        address,
        username: credentials.username,
        milliseconds: request.connectMilliseconds,
        offered: authentication.offered,
        tried: authentication.tried,
        algorithms,
        isOtherProtocol: !speaksSsh && 'bytesRead' in socket && Number(socket.bytesRead) > 0,
      };
      reject(hostKeyFailure ?? (error instanceof SshFailure ? error : handshakeFailure(error, failed)));
    };
    // An unusable agent only removes one authentication method.
    const onError = (error: Error) => {
      if (!('level' in error && error.level === 'agent')) fail(error);
    };
    const onAbort = () => fail(interrupted(address));
    const onClose = () => fail(new Error('closed'));
    client.on('error', onError);
    client.once('close', onClose);
    client.once('ready', () => {
      request.signal?.removeEventListener('abort', onAbort);
      client.off('close', onClose).off('error', onError);
      // Free these lines: they only explain failed handshakes, and there may be a thousand connections.
      algorithms.length = 0;
      resolve(new SshConnection(client, socket, address, beneath));
    });
    request.signal?.addEventListener('abort', onAbort);
    if (request.signal?.aborted) return onAbort();
    client.connect({
      sock: socket,
      username: credentials.username,
      authHandler: (offered, _partial, go) => go(authentication.next(offered) as never),
      readyTimeout: request.connectMilliseconds,
      keepaliveInterval: request.keepaliveMilliseconds,
      keepaliveCountMax: MOST_UNANSWERED,
      hostVerifier: (key: Buffer) => {
        try {
          request.hostKeys.check(address, key);
          return true;
        } catch (error) {
          hostKeyFailure = error;
          return false;
        }
      },
      algorithms: {
        kex: CHEAP_FIRST,
        ...(types.length > 0 && { serverHostKey: knownFirst(types) }),
      },
      debug: (line) => {
        speaksSsh ||= line.startsWith('Remote ident: ');
        if (/^Handshake: \((local|remote)\) /.test(line)) algorithms.push(line.slice('Handshake: '.length));
      },
    });
    signAtOnce(client);
    proveAtOnce(client);
  });
}

async function through(
  beneath: SshConnection,
  address: HostAddress,
  { connectMilliseconds, signal }: ConnectRequest,
): Promise<Duplex> {
  try {
    return await inTime(beneath.through(address), address, connectMilliseconds, signal);
  } catch (error) {
    if (error instanceof SshFailure) throw error;
    throw new SshFailure(
      'ConnectionFailure',
      `The jump host ${beneath.address.host} cannot reach ${address.host}:${address.port}: ${(error as Error).message}.`,
      'Check that it allows forwarding (AllowTcpForwarding), and that the node is reachable from there.',
      { cause: error },
    );
  }
}

/**
 * Limits the wait for a channel: a jump host does not report while it tries to reach a server. Closes a channel that
 * opens too late.
 */
function inTime(
  opening: Promise<Duplex>,
  address: HostAddress,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const giveUp = (failure: SshFailure) => {
      settle();
      reject(failure);
      opening.then(
        (late) => late.on('error', () => undefined).destroy(),
        () => undefined,
      );
    };
    const onAbort = () => giveUp(interrupted(address));
    const timer =
      milliseconds > 0 ? setTimeout(() => giveUp(timedOut(address, milliseconds)), milliseconds) : undefined;
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) return onAbort();
    opening.then(resolve, reject).finally(settle);
  });
}

/**
 * Prefers nistp256: OpenSSH computes it in a sixth of the time of curve25519, which it implements only in portable
 * code.
 */
const CHEAP_FIRST = beforeAllOthers<KexAlgorithm>(['ecdh-sha2-nistp256']);

/** Prefers the key types that `known_hosts` contains for the server. */
function knownFirst(types: readonly string[]): AlgorithmList<ServerHostKeyAlgorithm> {
  const names = types.flatMap((type) =>
    type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type],
  ) as ServerHostKeyAlgorithm[];
  return beforeAllOthers(names.filter((name) => HOST_KEY_ALGORITHMS.has(name)));
}

const HOST_KEY_ALGORITHMS: ReadonlySet<string> = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
]);

/** Moves algorithms to the front. ssh2 does this for an algorithm of its default list only if it is also removed. */
function beforeAllOthers<Name>(names: Name[]): AlgorithmList<Name> {
  return { remove: names, prepend: names, append: [] };
}
