import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { proxyAuthorization } from '../../support/fetch/proxy-choice.ts';
import type { ClientIdentity } from './client-identity.ts';
import type { ServerAddress } from './server-address.ts';

export interface ConnectionSettings {
  readonly address: ServerAddress;
  readonly proxy: URL | undefined;
  /** PEM: trusted beside the system's authorities. */
  readonly authorities?: string | undefined;
  /** PEM: trusted instead of them. */
  readonly pinned?: string | undefined;
  readonly limits: ConnectionLimits;
}

export interface ConnectionLimits {
  /** A poll, uploads, claims, results and a sign-in at once, with room for what an abort leaves behind. */
  readonly connections: number;
  readonly connectMilliseconds: number;
  /** Below what routers and proxies commonly keep for a silent connection. */
  readonly idleMilliseconds: number;
}

/**
 * Opens keep-alive connections to one coordinator, through a proxy where there is one, and shows it a certificate where it
 * asks for one. HTTP/1.1. Close it.
 */
export function openDispatcher(
  settings: ConnectionSettings,
  identity: ClientIdentity | undefined,
): Dispatcher {
  const ca = trusted(settings);
  const { connections, connectMilliseconds, idleMilliseconds } = settings.limits;
  const own = {
    timeout: connectMilliseconds,
    ...(ca === undefined ? {} : { ca }),
    // What was pinned may be a certificate whose own authority is not presented. Node.js before 20.18 wants to see that.
    ...(settings.pinned === undefined ? {} : { allowPartialTrustChain: true }),
  };
  const tls = { ...own, ...identity };
  const common = { connections, pipelining: 1, keepAliveTimeout: idleMilliseconds };
  const { proxy, address } = settings;
  if (proxy === undefined) return new Agent({ ...common, connect: tls });
  const token = proxyAuthorization(proxy);
  return new ProxyAgent({
    ...common,
    uri: `${proxy.protocol}//${proxy.host}`,
    ...(token === undefined ? {} : { token }),
    requestTls: tls,
    // The certificate is for the coordinator's side, and nothing that a proxy learns of.
    proxyTls: own,
    // Common proxies tunnel to port 443 alone, so what is not encrypted asks for the whole address instead.
    proxyTunnel: address.origin.startsWith('https:'),
  });
}

function trusted(settings: ConnectionSettings): string[] | undefined {
  if (settings.pinned !== undefined) return [settings.pinned];
  if (settings.authorities !== undefined) return [...rootCertificates, settings.authorities];
  return undefined;
}
