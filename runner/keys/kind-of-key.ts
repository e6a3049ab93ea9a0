import type { KeyKind } from '../../protocol/entities/key-record.ts';

/** The first line of a private key in OpenSSH, PEM, PKCS #8, SSH2, PGP or PuTTY format. Other text may precede it. */
const PRIVATE = /^\s*(?:-{4,5} ?BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY|PuTTY-User-Key-File-\d+:)/m;
/** A public key as a line of `authorized_keys`, or in PEM or RFC 4716 format. */
const PUBLIC =
  /^\s*(?:(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+ +AAAA[A-Za-z0-9+/]|-----BEGIN (?:[A-Z0-9]+ )*PUBLIC KEY-----|---- BEGIN SSH2 PUBLIC KEY ----)/;

/**
 * Returns the kind of a key, derived from its text, because the key storages of a runner do not record kinds.
 * Unrecognised text is a password.
 */
export function kindOfKey(text: string): KeyKind {
  if (PRIVATE.test(text)) return 'private';
  return PUBLIC.test(text) ? 'public' : 'password';
}
