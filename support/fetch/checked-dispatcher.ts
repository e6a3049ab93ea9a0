import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { SupportError } from '../errors/support-error.ts';
import { bareHost } from '../text/bare-host.ts';
import type { AddressPolicy } from './address-policy.ts';
import { proxyAuthorization } from './proxy-choice.ts';

export interface CheckedConnection {
  readonly url: URL;
  readonly policy: AddressPolicy;
  /** The forward proxy to use. The operator chose it, so its own address is not checked. */
  readonly proxy?: URL | undefined;
  /** PEM certificates, trusted in addition to the public authorities. */
  readonly authorities?: string | undefined;
  readonly timeoutMilliseconds: number;
}

/**
 * Returns a dispatcher for one URL that connects only to addresses that the policy allows: it resolves the host name
 * once, checks the addresses and connects to one of them. A proxy resolves the name itself; the addresses that this
 * host finds, if any, are then checked. The caller destroys the dispatcher. Connections fail with `fetch-refused`.
 */
export async function checkedDispatcher(connection: CheckedConnection): Promise<Dispatcher> {
  const { url, policy, proxy, authorities, timeoutMilliseconds } = connection;
  // Loaded on demand, because most processes never fetch a resource, and the library takes several MiB of memory.
  const { Agent, buildConnector, ProxyAgent } = await import('undici');
  const tls = {
    timeout: timeoutMilliseconds,
    ...(authorities === undefined ? {} : { ca: [...rootCertificates, authorities] }),
  };
  if (proxy !== undefined) {
    await checkBehindProxy(url, policy);
    const token = proxyAuthorization(proxy);
    return new ProxyAgent({
      uri: `${proxy.protocol}//${proxy.host}`,
      ...(token === undefined ? {} : { token }),
      requestTls: tls,
      proxyTls: tls,
      proxyTunnel: url.protocol === 'https:',
    });
  }
  const connect = buildConnector({ ...tls, lookup: checkedLookup(policy), allowH2: false });
  return new Agent({
    connect: (options, callback) => {
      const host = bareHost(options.hostname);
      const refusal = isIP(host) === 0 ? undefined : policy.refusal(host, host);
      if (refusal !== undefined) return callback(refused(host, refusal), null);
      connect(options, (error, socket) => {
        if (error !== null) return callback(error, null);
        const late = policy.refusal(host, socket.remoteAddress ?? '');
        if (late === undefined) return callback(null, socket);
        socket.destroy();
        callback(refused(host, late), null);
      });
    },
  });
}

/** Returns a lookup that resolves a name to the addresses that the policy allows. */
function checkedLookup(policy: AddressPolicy): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const refusals = addresses.map(({ address }) => policy.refusal(host, address));
      const permitted = addresses.filter((_, index) => refusals[index] === undefined);
      const [first] = permitted;
      if (first === undefined) return callback(refused(host, refusals[0] ?? 'it has no address'), '', 0);
      if (options.all === true) return callback(null, permitted);
      callback(null, first.address, first.family);
    });
  };
}

async function checkBehindProxy(url: URL, policy: AddressPolicy): Promise<void> {
  const host = bareHost(url.hostname);
  const addresses = await new Promise<string[]>((resolve) => {
    if (isIP(host) !== 0) return resolve([host]);
    // The proxy decides about a name that this host cannot resolve.
    lookup(host, { all: true }, (error, found) =>
      resolve(error === null ? found.map(({ address }) => address) : []),
    );
  });
  const refusals = addresses.map((address) => policy.refusal(host, address));
  const [first] = refusals;
  if (first !== undefined && refusals.every((refusal) => refusal !== undefined)) throw refused(host, first);
}

function refused(host: string, problem: string): SupportError {
  return new SupportError('fetch-refused', { host, problem });
}
