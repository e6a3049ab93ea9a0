import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

/** The files of the client certificate that a replica presents to the server. */
export interface ClientIdentityFiles {
  readonly certificate: string;
  readonly key: string;
  readonly passphraseFile?: string | undefined;
  /** The passphrase itself, as an alternative to `passphraseFile`. */
  readonly passphrase?: string | undefined;
}

/** A certificate and its key as TLS options. */
export interface ClientIdentity {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
}

/** Reads the certificate and its key, and checks that they match. Errors: `usage`. */
export function readClientIdentity(files: ClientIdentityFiles): ClientIdentity {
  const { certificate, key, passphraseFile } = files;
  const passphrase =
    files.passphrase ??
    (passphraseFile === undefined
      ? undefined
      : read(passphraseFile, '--client-key-passphrase-file').trimEnd());
  const identity = {
    cert: read(certificate, '--client-cert'),
    key: read(key, '--client-key'),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  try {
    createSecureContext(identity);
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `The client certificate ${certificate} cannot be used with the key ${key}: ${problemOf(error)}.`,
      remedy:
        passphrase === undefined
          ? 'Give PEM files that belong together, and the passphrase with --client-key-passphrase-file if the key has one.'
          : 'Give PEM files that belong together, and the passphrase of the key.',
    });
  }
  return identity;
}

/** Returns a value that changes when one of the files is replaced; undefined if a file is missing. */
export function versionOf({ certificate, key }: ClientIdentityFiles): string | undefined {
  try {
    return [certificate, key].map((file) => statSync(file).mtimeMs).join(' ');
  } catch {
    return undefined;
  }
}

function read(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `${flag} ${file} cannot be read: ${problemOf(error)}.`,
      remedy: 'Give a PEM file that this user may read.',
    });
  }
}
