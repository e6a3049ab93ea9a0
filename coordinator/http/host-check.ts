import type { IncomingMessage } from 'node:http';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { bareHost } from '../../support/text/bare-host.ts';
import { isLoopback } from '../network/addresses.ts';

/** The host names that the coordinator answers for. Checking them protects against DNS rebinding by web pages. */
export interface OwnHostNames {
  /** Names and addresses of the coordinator's public URL, certificate and listening address, in lower case. */
  readonly names: ReadonlySet<string>;
  /** Whether any name is accepted, because the coordinator listens beyond loopback and has no public URL. */
  readonly open: boolean;
}

/**
 * Throws `host-refused` or `origin-refused`. `trusted` skips the check of the Host header: on the local socket the
 * header is meaningless, and a declared proxy has checked it.
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
  return isLoopback(name) || known.names.has(name) || (known.open && name !== '');
}

/** Returns the host without the port and without the brackets of IPv6. */
function hostName(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase();
}
