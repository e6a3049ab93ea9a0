import { readFile } from 'node:fs/promises';
import { isPlaintextBeyondHost } from '../../../protocol/client/plaintext.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { isLoopback } from '../../network/addresses.ts';
import {
  type CoordinatorDefinitions,
  coordinatorOf,
} from '../../store/definitions/coordinator-definitions.ts';
import type { Log } from '../lifecycle/log.ts';
import type { CoordinatorStartOptions, ListenAddress } from '../lifecycle/start-options.ts';
import type { TlsIdentity } from './listener.ts';

const LOOPBACK = '127.0.0.1';
const DEFAULT_PORT = 4440;

/**
 * Returns the address to listen on: the requested address, otherwise the default. An embedded coordinator uses its
 * stored port instead of the default port. `kept`: whether the port is the stored one.
 */
export async function mainAddress(
  options: CoordinatorStartOptions,
  definitions: CoordinatorDefinitions,
): Promise<ListenAddress & { readonly kept: boolean }> {
  if (options.listen !== undefined) return { ...options.listen, kept: false };
  if (options.embedded !== true) return { address: LOOPBACK, port: DEFAULT_PORT, kept: false };
  const { port } = coordinatorOf(await definitions.snapshot());
  return { address: LOOPBACK, port: port ?? 0, kept: port !== undefined };
}

/**
 * Throws `insecure-listen` if the coordinator would listen on a non-loopback address without TLS, and no option allows
 * this.
 */
export function requireSecure({
  listen,
  tls,
  behindTlsProxy,
  insecurePlaintext,
}: CoordinatorStartOptions): void {
  if (insecurePlaintext === true) return;
  if (listen === undefined || isLoopback(listen.address) || tls !== undefined) return;
  if (behindTlsProxy !== undefined && behindTlsProxy.length > 0) return;
  throw new OutrunnerError('insecure-listen', { address: listen.address });
}

/** Logs a warning if secrets may travel unencrypted, or if runners will refuse the public URL. */
export function warnOfPlaintext(
  { publicUrl, insecurePlaintext }: CoordinatorStartOptions,
  log: Pick<Log, 'warn'>,
): void {
  if (insecurePlaintext === true)
    log.warn(
      {},
      'requests without TLS are accepted from every address: anyone on the network path can read secrets (--insecure-plaintext)',
    );
  else if (publicUrl !== undefined && isPlaintextBeyondHost(new URL(publicUrl)))
    log.warn({ publicUrl }, 'runners and clients refuse to call the public URL: it is not https');
}

/** Reads the certificate and the key. Throws `invalid-input` with the first file that cannot be read. */
export async function readTls(tls: NonNullable<CoordinatorStartOptions['tls']>): Promise<TlsIdentity> {
  const certificate = await readPem(tls.certificateFile);
  const key = await readPem(tls.keyFile);
  return { certificate, key };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new OutrunnerError('invalid-input', {
      what: `The file ${file}`,
      problem: `it cannot be read (${problemOf(error)})`,
      remedy: 'Give a PEM file that this user may read.',
    });
  }
}

/** Returns the URL of an address, without a trailing slash. Replaces a wildcard address with the loopback address. */
export function urlOf(scheme: 'http' | 'https', { address, port }: ListenAddress): string {
  const reached = address === '0.0.0.0' ? LOOPBACK : address === '::' ? '::1' : address;
  return `${scheme}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}
