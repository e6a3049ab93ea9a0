import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { bareHost } from '../../support/text/bare-host.ts';
import { isLoopback } from '../network/addresses.ts';

/** The host names that the coordinator answers for: protects against DNS rebinding by web pages. */
export interface OwnHostNames {
  /** Names and addresses of its public URL, its certificate and its listening address. Lower case. */
  readonly names: ReadonlySet<string>;
  /** It listens beyond loopback without configured names, so it accepts any name. */
  readonly open: boolean;
}

/**
 * Throws `host-refused` or `origin-refused`. Does not check requests over the local socket, whose Host is
 * meaningless, or from a declared proxy, which has checked it.
 */
export function checkHost(request: IncomingMessage, known: OwnHostNames, trusted: boolean): void {
  const { host, origin } = request.headers;
  if (!trusted && !isKnown(hostName(host ?? ''), known)) {
    throw new OutrunnerError('host-refused', { host: host ?? '' });
  }
  if (origin === undefined) return;
  const page = URL.parse(origin);
  if (page === null || !isKnown(bareHost(page.hostname), { ...known, open: false })) {
    throw new OutrunnerError('origin-refused', { origin });
  }
}

function isKnown(name: string, known: OwnHostNames): boolean {
  if (isLoopback(name) || known.names.has(name)) return true;
  return known.open && (isIP(name) !== 0 || name !== '');
}

/** Returns the host without the port and without the brackets of IPv6. */
function hostName(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase();
}
