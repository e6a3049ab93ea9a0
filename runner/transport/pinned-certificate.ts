import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type DetailedPeerCertificate } from 'node:tls';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { proxyAuthorization } from '../../support/fetch/proxy-choice.ts';
import { bareHost } from '../../support/text/bare-host.ts';
import { describeFailure, LinkDown } from './link-down.ts';

const MILLISECONDS = 10_000;
const LONGEST_CHAIN = 10;

/** Parses `sha256:HEX`, with or without colons between the bytes. Errors: `usage`. */
export function readFingerprint(text: string): string {
  const hex = text
    .replace(/^sha256:/i, '')
    .replaceAll(':', '')
    .toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hex)) return hex;
  throw new OutrunnerError('usage', {
    problem: `--ca-fingerprint ${text} is not a fingerprint.`,
    remedy: 'Give it as sha256: and 64 hexadecimal digits, as in the install command.',
  });
}

/**
 * Fetches the certificate with this fingerprint (SHA-256 of its DER, hex) from the chain that the server presents, as
 * PEM. Sends no data to the server. Later connections trust only this certificate and those it signed. Errors:
 * `certificate-differs`, or {@link LinkDown}.
 */
export async function fetchPinnedCertificate(
  origin: string,
  fingerprint: string,
  proxy: URL | undefined,
): Promise<string> {
  const url = new URL(origin);
  const chain = await presentedChain(url, proxy);
  const found = chain.find((der) => createHash('sha256').update(der).digest('hex') === fingerprint);
  if (found === undefined)
    throw new OutrunnerError('certificate-differs', { url: origin, fingerprint: `sha256:${fingerprint}` });
  const lines = found.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

async function presentedChain(url: URL, proxy: URL | undefined): Promise<Buffer[]> {
  const host = bareHost(url.hostname);
  const port = Number(url.port || 443);
  let socket: Socket;
  try {
    socket = proxy ? await tunnel(proxy, `${url.hostname}:${port}`) : connectTcp({ host, port });
  } catch (error) {
    throw new LinkDown(describeFailure(error), { cause: error });
  }
  // This handshake only reads the certificates. The fingerprint, not an authority, determines which one is trusted.
  const secure = connectTls({
    socket,
    rejectUnauthorized: false,
    ...(isIP(host) ? {} : { servername: host }),
  });
  try {
    return await new Promise((resolve, reject) => {
      secure.setTimeout(MILLISECONDS, () => reject(new Error('it does not answer in time')));
      socket.once('error', reject);
      secure.once('error', reject);
      secure.once('secureConnect', () => resolve(chainOf(secure.getPeerCertificate(true))));
    });
  } catch (error) {
    throw new LinkDown(describeFailure(error), { cause: error });
  } finally {
    secure.destroy();
    socket.destroy();
  }
}

function chainOf(leaf: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = [];
  let certificate: DetailedPeerCertificate | undefined = leaf;
  while (certificate?.raw && chain.length < LONGEST_CHAIN) {
    chain.push(certificate.raw);
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    certificate = issuer?.fingerprint256 === certificate.fingerprint256 ? undefined : issuer;
  }
  return chain;
}

/** Opens a connection through a proxy's CONNECT tunnel. */
function tunnel(proxy: URL, target: string): Promise<Socket> {
  const authorization = proxyAuthorization(proxy);
  const open = proxy.protocol === 'https:' ? secureRequest : request;
  return new Promise((resolve, reject) => {
    const asked = open({
      host: bareHost(proxy.hostname),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(authorization ? { 'proxy-authorization': authorization } : {}) },
      timeout: MILLISECONDS,
    });
    asked.once('timeout', () => asked.destroy(new Error('the proxy does not answer in time')));
    asked.once('error', reject);
    asked.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy answered ${response.statusCode}`));
    });
    asked.end();
  });
}
