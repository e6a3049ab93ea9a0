import type { KeyKind } from '../../protocol/entities/key-record.ts';

/** First line of a private key in OpenSSH, PEM or PKCS #8 format, or in PuTTY's. */
const PRIVATE = /^\s*(?:-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----|PuTTY-User-Key-File-\d+:)/;
/** A public key as a line of `authorized_keys`, or in PEM or RFC 4716 format. */
const PUBLIC =
  /^\s*(?:(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+ +AAAA[A-Za-z0-9+/]|-----BEGIN (?:[A-Z0-9]+ )*PUBLIC KEY-----|---- BEGIN SSH2 PUBLIC KEY ----)/;

/** Tells the kind of a key by its text, since the key storages of a runner record none. What is no key is a password. */
export function kindOfKey(text: string): KeyKind {
  if (PRIVATE.test(text)) return 'private';
  return PUBLIC.test(text) ? 'public' : 'password';
}
