import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import type { ConnectionGate } from '../../http/connection-gate.ts';
import { oneAtATime } from '../../http/one-at-a-time.ts';
import { HTTP_LIMITS } from '../../network/limits.ts';
import type { ListenAddress } from '../lifecycle/start-options.ts';

/** Maximum time that a closing listener waits for answers in progress, in ms. */
const DRAIN = 5000;
/** Interval at which connections that became idle are closed, in ms. */
const CLOSE_IDLE_EVERY = 20;

export type ListenPlace =
  | ({ readonly kind: 'tcp' } & ListenAddress)
  /** The path of a unix socket or a named pipe. */
  | { readonly kind: 'socket'; readonly path: string };

/**
 * In PEM format: the server's certificate followed by the certificates of its issuers, and the server's private key.
 */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
}

export interface ListenerOptions {
  readonly place: ListenPlace;
  readonly tls?: TlsIdentity;
  readonly onRequest: RequestListener;
  /** Limits the total connections of all listeners. */
  readonly gate: ConnectionGate;
}

/** One open address. */
export interface OpenListener {
  /** The bound port; 0 for a socket. */
  readonly port: number;
  /** Presents another certificate to all later connections. Throws `invalid-input`. Only for TLS listeners. */
  renew(tls: TlsIdentity): void;
  /**
   * Accepts no further connections, waits a limited time for answers in progress, and closes all connections.
   * Idempotent.
   */
  close(): Promise<void>;
}

/**
 * Binds an address. Throws `port-in-use`, `address-not-bindable`, or `invalid-input` for a certificate that does not
 * match its key.
 */
export async function openListener(options: ListenerOptions): Promise<OpenListener> {
  const server = createServer(options);
  watchConnections(server, options);
  await bind(server, options.place);
  const address = server.address();
  let closing: Promise<void> | undefined;
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    renew: ({ certificate, key }) => {
      if (!(server instanceof SecureServer)) throw new TypeError('this address does not use TLS');
      withTlsProblem(() => server.setSecureContext({ cert: certificate, key }));
    },
    close: () => {
      closing ??= drain(server);
      return closing;
    },
  };
}

function createServer({ tls, onRequest, gate }: ListenerOptions): Server | SecureServer {
  const inOrder = oneAtATime(onRequest);
  const listener: RequestListener = (request, response) => {
    gate.used(request.socket);
    inOrder(request, response);
  };
  if (tls === undefined) return createHttpServer(SERVER_OPTIONS, listener);
  return withTlsProblem(() =>
    createHttpsServer(
      {
        ...SERVER_OPTIONS,
        cert: tls.certificate,
        key: tls.key,
        handshakeTimeout: HTTP_LIMITS.handshakeSeconds.value * 1000,
      },
      listener,
    ),
  );
}

const SERVER_OPTIONS = {
  noDelay: true,
  keepAlive: true,
  maxHeaderSize: HTTP_LIMITS.headerBytes.value,
  headersTimeout: HTTP_LIMITS.headersSeconds.value * 1000,
  requestTimeout: HTTP_LIMITS.requestSeconds.value * 1000,
  // Longer than a long poll, and longer than proxies keep idle connections open, because the proxy must close them
  // first.
  keepAliveTimeout: HTTP_LIMITS.keepAliveSeconds.value * 1000,
  /** Interval of the checks for timeouts of headers and requests, in ms. */
  connectionsCheckingInterval: 2000,
  // A lenient parser could disagree with a proxy about where a request ends (request smuggling).
  insecureHTTPParser: false,
} as const;

/**
 * Reports each connection to the gate. TLS connections are reported before their handshake, so that unfinished
 * handshakes count too. The peer's address and port identify the connection, because Node.js does not link a TLS socket
 * to its TCP socket.
 */
function watchConnections(server: Server | SecureServer, { place, gate }: ListenerOptions): void {
  if (place.kind === 'socket') {
    server.on('connection', (socket: Socket) => gate.admitOwner(socket));
    return;
  }
  if (!(server instanceof SecureServer)) {
    server.on('connection', (socket: Socket) => gate.admit(socket));
    return;
  }
  const handshakes = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    handshakes.set(peer, socket);
    socket.once('close', () => {
      if (handshakes.get(peer) === socket) handshakes.delete(peer);
    });
    gate.admit(socket);
  });
  server.on('secureConnection', (secure: Socket) => {
    const peer = peerOf(secure);
    const socket = handshakes.get(peer);
    handshakes.delete(peer);
    if (socket !== undefined) gate.secured(secure, socket);
  });
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function withTlsProblem<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    throw new OutrunnerError('invalid-input', {
      what: 'The TLS certificate with its key',
      problem: problemOf(error),
      remedy: 'Give a PEM certificate and the PEM key that it was made for.',
    });
  }
}

async function bind(server: Server, place: ListenPlace): Promise<void> {
  try {
    if (place.kind === 'tcp') server.listen(place.port, place.address);
    else server.listen(place.path);
    await once(server, 'listening');
  } catch (error) {
    throw bindError(error, place);
  }
}

function bindError(error: unknown, place: ListenPlace): unknown {
  const code = systemCode(error);
  const [address, port] = place.kind === 'tcp' ? [place.address, place.port] : [place.path, ''];
  if (code === 'EADDRINUSE') return new OutrunnerError('port-in-use', { port, address });
  const problem = PROBLEMS[String(code)] ?? problemOf(error);
  return new OutrunnerError('address-not-bindable', { address, port, problem }, { cause: error });
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'it is not an address of this machine',
  ENOTFOUND: 'its host name cannot be resolved',
};

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // Connections become idle one by one, as their answers complete.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY);
  const late = new AbortController();
  const timer = wait(DRAIN, undefined, { signal: late.signal }).then(
    () => server.closeAllConnections(),
    () => undefined,
  );
  await closed;
  clearInterval(idle);
  late.abort();
  await timer;
}
