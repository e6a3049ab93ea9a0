import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The facts about a server's certificate that clients need. */
export interface CertificateFacts {
  readonly names: readonly string[];
  /** Epoch ms. */
  readonly expiresAt: number;
  /** The last certificate of the presented chain, for clients to pin; absent if a public authority signed the chain. */
  readonly pin?: { readonly fingerprint: string; readonly pem: string };
}

/** Reads a PEM chain that begins with the server's own certificate. Throws `invalid-input` with `source`. */
export function certificateFacts(chain: string, source: string): CertificateFacts {
  const certificates = parse(chain, source);
  const [own] = certificates;
  const last = certificates.at(-1);
  if (own === undefined || last === undefined)
    throw unreadable(source, 'it contains no certificate in PEM format');
  return {
    names: namesOf(own),
    expiresAt: Date.parse(own.validTo),
    ...(isPublic(last)
      ? {}
      : {
          pin: { fingerprint: last.fingerprint256.replaceAll(':', '').toLowerCase(), pem: last.toString() },
        }),
  };
}

function parse(chain: string, source: string): X509Certificate[] {
  try {
    return (chain.match(PEM) ?? []).map((pem) => new X509Certificate(pem));
  } catch (error) {
    throw unreadable(source, problemOf(error));
  }
}

function isPublic(certificate: X509Certificate): boolean {
  return rootCertificates.some((pem) => {
    const root = new X509Certificate(pem);
    return certificate.fingerprint256 === root.fingerprint256 || certificate.checkIssued(root);
  });
}

function namesOf(certificate: X509Certificate): string[] {
  const names = certificate.subjectAltName?.matchAll(/(?:DNS|IP Address):([^,\s]+)/g) ?? [];
  return [...names].flatMap(([, name]) => name ?? []);
}

function unreadable(source: string, problem: string): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what: `The certificate ${source}`,
    problem,
    remedy: 'Give a PEM file with the certificate first, then those that signed it.',
  });
}
