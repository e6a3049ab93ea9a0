import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { isLoopback } from '../network/addresses.ts';

/** Which names a coordinator answers for; against web pages that reach it under a name of their own. */
export interface KnownHosts {
  /** Names and addresses that it was told of: its public URL, its certificate, its listening address. Lower case. */
  readonly names: ReadonlySet<string>;
  /** It listens beyond loopback, and nobody said under which names: any is taken. */
  readonly open: boolean;
}

/**
 * Throws `host-refused` or `origin-refused`. Requests over the local socket name no host that would mean anything, and
 * what a declared proxy passes on was checked there.
 */
export function checkHost(request: IncomingMessage, known: KnownHosts, trusted: boolean): void {
  const { host, origin } = request.headers;
  if (!trusted && !isKnown(hostName(host ?? ''), known)) {
    throw new OutrunnerError('host-refused', { host: host ?? '' });
  }
  if (origin === undefined) return;
  const page = URL.parse(origin);
  if (page === null || !isKnown(page.hostname.replace(/^\[|\]$/g, ''), { ...known, open: false })) {
    throw new OutrunnerError('origin-refused', { origin });
  }
}

function isKnown(name: string, known: KnownHosts): boolean {
  if (isLoopback(name) || known.names.has(name)) return true;
  return known.open && (isIP(name) !== 0 || name !== '');
}

/** Without the port and the brackets of IPv6. */
function hostName(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase();
}
