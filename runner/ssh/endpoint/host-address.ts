export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 22;

/**
 * Characters that are patterns or separators in `known_hosts`: with them, a key would be stored for other hosts too.
 */
const NOT_IN_HOSTS = /[*?!,|#]/;

/** Parses `host`, `host:port`, `[IPv6]:port` or a bare IPv6 address; undefined for other text. */
export function parseHostAddress(text: string): HostAddress | undefined {
  const trimmed = text.trim();
  if (NOT_IN_HOSTS.test(trimmed)) return undefined;
  const bracketed = /^\[([^[\]\s]+)\](?::(\d+))?$/.exec(trimmed);
  if (bracketed) return withPort(bracketed[1] ?? '', bracketed[2]);
  if (trimmed.split(':').length > 2)
    return /^[0-9A-Fa-f:.%\w]+$/.test(trimmed) ? withPort(trimmed) : undefined;
  const plain = /^([^\s:@/[\]]+)(?::(\d+))?$/.exec(trimmed);
  return plain ? withPort(plain[1] ?? '', plain[2]) : undefined;
}

/** Formats an address. Omits port 22. */
export function showHostAddress({ host, port }: HostAddress): string {
  if (port === DEFAULT_PORT) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function withPort(host: string, port?: string): HostAddress | undefined {
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  return number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}
