import 'reflect-metadata';
import { createHash, type webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { TlsFiles } from './fake-coordinator.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

/** A certificate authority for a test. */
export class TestAuthority {
  /** The certificate in PEM format. */
  readonly certificate: string;
  /** `sha256:HEX` of the certificate. */
  readonly fingerprint: string;
  readonly #own: x509.X509Certificate;
  readonly #keys: webcrypto.CryptoKeyPair;

  private constructor(own: x509.X509Certificate, keys: webcrypto.CryptoKeyPair) {
    this.#own = own;
    this.#keys = keys;
    this.certificate = own.toString('pem');
    this.fingerprint = `sha256:${createHash('sha256').update(Buffer.from(own.rawData)).digest('hex')}`;
  }

  static async make(name = 'Test Authority'): Promise<TestAuthority> {
    const keys = await newKeys();
    const own = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys,
      serialNumber: '01',
      ...validity(),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 1, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    });
    return new TestAuthority(own, keys);
  }

  /** Issues a server certificate for an address. The authority's own certificate follows it. */
  async issue(address: { readonly ip: string } | { readonly dns: string }): Promise<TlsFiles> {
    const keys = await newKeys();
    const name =
      'ip' in address
        ? { type: 'ip' as const, value: address.ip }
        : { type: 'dns' as const, value: address.dns };
    const certificate = await x509.X509CertificateGenerator.create({
      subject: 'CN=coordinator',
      issuer: this.#own.subject,
      serialNumber: '02',
      ...validity(),
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.SubjectAlternativeNameExtension([name])],
    });
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
    return {
      key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
      cert: `${certificate.toString('pem')}\n${this.certificate}\n`,
    };
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) };
}
