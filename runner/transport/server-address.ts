import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** The coordinator's address. */
export interface ServerAddress {
  /** Scheme, host and port, without a trailing slash. */
  readonly origin: string;
  /** Prefix of the protocol's paths, if a reverse proxy serves the coordinator below a path. */
  readonly prefix: string;
}

/** Parses `https://HOST:PORT` or `http://…`, with or without a path. Errors: `usage`. */
export function readServerAddress(text: string): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw unusable(`--server ${text} is not a valid address.`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw unusable('--server contains more than an address.');
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') };
}

function unusable(problem: string): OutrunnerError {
  return new OutrunnerError('usage', { problem, remedy: 'Give it as https://HOST:PORT.' });
}
