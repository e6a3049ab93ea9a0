import { createHash } from 'node:crypto';
import { type HostAddress, showHostAddress } from '../endpoint/host-address.ts';
import { SshFailure } from '../ssh-failure.ts';
import { type KnownHosts, keyTypeOf, knownHostName } from './known-hosts.ts';

/**
 * How an unknown server is handled: `strict` refuses it, `accept-new` stores its first key and requires that key later.
 */
export type HostKeyMode = 'strict' | 'accept-new';

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  /** The server is unknown. The key has to be stored before it is trusted. */
  | { readonly kind: 'new' }
  | { readonly kind: 'refused'; readonly failure: SshFailure };

/** Decides whether a server with this key is the expected one. Refusals contain `file`. */
export function judgeHostKey(
  known: Pick<KnownHosts, 'entriesFor'>,
  address: HostAddress,
  key: Buffer,
  mode: HostKeyMode,
  file: string,
): HostKeyVerdict {
  const entries = known.entriesFor(address);
  const shown = `${keyTypeOf(key)} ${fingerprint(key)}`;
  const host = showHostAddress(address);
  const same = entries.filter((entry) => entry.key.equals(key));
  const revoked = same.find((entry) => entry.marker === 'revoked');
  if (revoked) {
    return refused(
      `The host key of ${host} (${shown}) is revoked by line ${revoked.line} of ${file}.`,
      'Give the server a new host key, or find out which host answers in its place.',
    );
  }
  if (same.some((entry) => entry.marker === undefined)) return { kind: 'known' };
  const others = entries.filter((entry) => entry.marker === undefined);
  const [expected] = others.filter((entry) => entry.keyType === keyTypeOf(key)).concat(others);
  if (expected) {
    return refused(
      `The host key of ${host} has changed: it shows ${shown}, and line ${expected.line} of ${file} expects ${expected.keyType} ${fingerprint(expected.key)}. Somebody may be answering in its place.`,
      `Compare the fingerprint on the server itself. Only if it is right, remove the old key: ssh-keygen -R '${knownHostName(address)}' -f '${file}'`,
    );
  }
  if (entries.some((entry) => entry.marker === 'cert-authority')) {
    return refused(
      `${host} is known only by a certificate authority, and host certificates cannot be checked (it shows ${shown}).`,
      `Add its plain host key to ${file}: ssh-keyscan ${address.port === 22 ? '' : `-p ${address.port} `}${address.host}`,
    );
  }
  if (mode === 'accept-new') return { kind: 'new' };
  return refused(
    `The host key of ${host} is not known (it shows ${shown}).`,
    `Compare the fingerprint on the server itself and add the key to ${file}, or set ssh-host-key-checking to accept-new.`,
  );
}

/**
 * Returns the key types that are known for a server. They should be requested first, because a key of another type
 * would look new.
 */
export function knownKeyTypes(known: Pick<KnownHosts, 'entriesFor'>, address: HostAddress): string[] {
  const entries = known.entriesFor(address).filter((entry) => entry.marker === undefined);
  return [...new Set(entries.map((entry) => entry.keyType))];
}

function refused(message: string, remedy: string): HostKeyVerdict {
  return { kind: 'refused', failure: new SshFailure('ConnectionFailure', message, remedy) };
}

/** Returns the fingerprint of a key in the form that `ssh-keygen -l` prints: `SHA256:…`. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
