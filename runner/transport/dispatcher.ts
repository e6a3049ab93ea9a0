import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { proxyAuthorization } from '../../protocol/fetch/proxy-choice.ts';
import type { ServerAddress } from './server-address.ts';

export interface ConnectionSettings {
  readonly address: ServerAddress;
  readonly proxy: URL | undefined;
  /** PEM: trusted beside the system's authorities. */
  readonly authorities?: string | undefined;
  /** PEM: trusted instead of them. */
  readonly pinned?: string | undefined;
}

/** A poll, uploads, claims, results and a sign-in at once, with room for what an abort leaves behind. */
const CONNECTIONS = 16;
const CONNECT_MILLISECONDS = 10_000;
/** Below what routers and proxies commonly keep for a silent connection. */
const IDLE_MILLISECONDS = 30_000;

/** Opens keep-alive connections to one coordinator, through a proxy where there is one. HTTP/1.1. Close it. */
export function openDispatcher(settings: ConnectionSettings): Dispatcher {
  const ca = trusted(settings);
  const tls = { timeout: CONNECT_MILLISECONDS, ...(ca === undefined ? {} : { ca }) };
  const common = { connections: CONNECTIONS, pipelining: 1, keepAliveTimeout: IDLE_MILLISECONDS };
  const { proxy, address } = settings;
  if (proxy === undefined) return new Agent({ ...common, connect: tls });
  const token = proxyAuthorization(proxy);
  return new ProxyAgent({
    ...common,
    uri: `${proxy.protocol}//${proxy.host}`,
    ...(token === undefined ? {} : { token }),
    requestTls: tls,
    proxyTls: tls,
    // Common proxies tunnel to port 443 alone, so what is not encrypted asks for the whole address instead.
    proxyTunnel: address.origin.startsWith('https:'),
  });
}

function trusted(settings: ConnectionSettings): string[] | undefined {
  if (settings.pinned !== undefined) return [settings.pinned];
  if (settings.authorities !== undefined) return [...rootCertificates, settings.authorities];
  return undefined;
}
