import { SupportError } from '../errors/support-error.ts';

/**
 * Returns the forward proxy for an origin: the configured one, otherwise the one of HTTPS_PROXY, HTTP_PROXY and
 * NO_PROXY (lower case first, as in other programs). Undefined: none. Errors: `usage`.
 *
 * @param except as in NO_PROXY: origins that are reached without the configured proxy
 */
export function chooseProxy(
  origin: string,
  named: string | undefined,
  environment: Readonly<NodeJS.ProcessEnv>,
  except = '',
): URL | undefined {
  const url = new URL(origin);
  if (named !== undefined) return isExempt(url, except) ? undefined : readProxy(named, '--proxy');
  const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = environment[variable.toLowerCase()] || environment[variable];
  if (!text) return undefined;
  if (isExempt(url, environment['no_proxy'] || environment['NO_PROXY'] || '')) return undefined;
  return readProxy(text, variable);
}

function readProxy(text: string, source: string): URL {
  const full = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new SupportError('usage', {
      problem: `The proxy in ${source} is not an address.`,
      remedy: 'Give it as http://[USER:PASSWORD@]HOST:PORT.',
    });
  }
  return url;
}

/**
 * Whether a `NO_PROXY` list contains the host. Entries are hosts with or without a port, each with the
 * domains below it; `*` is every host.
 */
function isExempt(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, host = entry, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      if (onlyPort !== undefined && onlyPort !== port) return false;
      const domain = host.replace(/^\*?\./, '');
      return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
    });
}

/** Returns the header that signs in at a proxy; undefined if its address contains no credentials. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '') return undefined;
  const credentials = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** Decodes a part of a URL. A password with a "%" that was not encoded is used unchanged. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
