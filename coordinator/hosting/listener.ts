import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, Server as SecureServer } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { ListenAddress } from './start-options.ts';

/** How long answers under way may take once the coordinator ends, in ms. */
const DRAIN = 5000;

export type ListenPlace =
  | ({ readonly kind: 'tcp' } & ListenAddress)
  /** A unix socket or a named pipe. */
  | { readonly kind: 'socket'; readonly path: string };

/** PEM texts: the server's certificate with those that signed it, and its key. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
}

export interface ListenerOptions {
  readonly place: ListenPlace;
  readonly tls?: TlsIdentity;
  readonly onRequest: RequestListener;
}

/** One open address. */
export interface Listener {
  /** The port that was bound; 0 for a socket. */
  readonly port: number;
  /** From the next connection on, presents another certificate. Throws `invalid-input`. Only where TLS is spoken. */
  renew(tls: TlsIdentity): void;
  /** Accepts nothing more, lets answers under way finish for a while, and closes all connections. Idempotent. */
  close(): Promise<void>;
}

/** Binds an address. Throws `port-in-use`, `address-not-bindable`, `invalid-input` for a certificate that does not fit. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const server = createServer(options);
  // Polls of runners are held for 25 s; a proxy in front should never see a kept connection close first.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 60_000;
  server.requestTimeout = 300_000;
  await bind(server, options.place);
  const address = server.address();
  let closing: Promise<void> | undefined;
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    renew: ({ certificate, key }) => {
      if (!(server instanceof SecureServer)) throw new TypeError('this address speaks no TLS');
      fitting(() => server.setSecureContext({ cert: certificate, key }));
    },
    close: () => {
      closing ??= drain(server);
      return closing;
    },
  };
}

function createServer({ tls, onRequest }: ListenerOptions): Server | SecureServer {
  const options = { noDelay: true, keepAlive: true } as const;
  if (tls === undefined) return createHttpServer(options, onRequest);
  return fitting(() => createHttpsServer({ ...options, cert: tls.certificate, key: tls.key }, onRequest));
}

function fitting<Result>(use: () => Result): Result {
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
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const [address, port] = place.kind === 'tcp' ? [place.address, place.port] : [place.path, ''];
  if (code === 'EADDRINUSE') return new OutrunnerError('port-in-use', { port, address });
  const problem = PROBLEMS[String(code)] ?? problemOf(error);
  return new OutrunnerError('address-not-bindable', { address, port, problem }, { cause: error });
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'it is no address of this machine',
  ENOTFOUND: 'its name is not known',
};

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = new AbortController();
  const timer = wait(DRAIN, undefined, { signal: late.signal }).then(
    () => server.closeAllConnections(),
    () => undefined,
  );
  await closed;
  late.abort();
  await timer;
}
