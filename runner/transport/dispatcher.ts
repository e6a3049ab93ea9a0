import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { proxyAuthorization } from '../../support/fetch/proxy-choice.ts';
import type { ClientIdentity } from './client-identity.ts';
import type { ServerAddress } from './server-address.ts';

export interface ConnectionSettings {
  readonly address: ServerAddress;
  readonly proxy: URL | undefined;
  /** PEM certificates to trust in addition to the authorities that Node.js contains. */
  readonly authorities?: string | undefined;
  /** PEM certificate to trust instead of all authorities. */
  readonly pinned?: string | undefined;
  readonly limits: DispatcherLimits;
}

export interface DispatcherLimits {
  /**
   * Maximum number of connections. Must suffice for a concurrent poll, uploads, claims, results and a sign-in, and for
   * aborted requests.
   */
  readonly connections: number;
  readonly connectMilliseconds: number;
  /** Idle time after which a connection is closed, in ms. Shorter than the usual limits of routers and proxies. */
  readonly idleMilliseconds: number;
}

/**
 * Opens keep-alive HTTP/1.1 connections to one coordinator, through a proxy if one is configured, with a client
 * certificate if there is one. Close it after use.
 */
export function openDispatcher(settings: ConnectionSettings, identity?: ClientIdentity): Dispatcher {
  const ca = trusted(settings);
  const { connections, connectMilliseconds, idleMilliseconds } = settings.limits;
  const own = {
    timeout: connectMilliseconds,
    ...(ca === undefined ? {} : { ca }),
    // The server may present a pinned certificate without its issuer. Node.js before 20.18 requires the issuer.
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
    // The client certificate is meant for the coordinator, and is not presented to a proxy.
    proxyTls: own,
    // Common proxies tunnel only to port 443, so plain HTTP requests are forwarded with an absolute URL instead.
    proxyTunnel: address.origin.startsWith('https:'),
  });
}

function trusted(settings: ConnectionSettings): string[] | undefined {
  if (settings.pinned !== undefined) return [settings.pinned];
  if (settings.authorities !== undefined) return [...rootCertificates, settings.authorities];
  return undefined;
}
