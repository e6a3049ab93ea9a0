import { createPrivateKey } from 'node:crypto';
import type { ParsedKey } from 'ssh2';
import { loadSsh2 } from '../load-ssh2.ts';
import { SshFailure } from '../ssh-failure.ts';
import { isPkcs8, readablePkcs8 } from './pkcs8-key.ts';

/**
 * Reads a private key in OpenSSH, PEM, PKCS #8 or PuTTY format. Errors contain `where`, but never the key.
 *
 * @throws SshFailure `AuthenticationFailure` if the passphrase is missing or wrong, `ConfigurationFailure` if the text
 * is not a private key
 */
export async function readPrivateKey(
  text: string,
  passphrase: string | undefined,
  where: string,
): Promise<ParsedKey> {
  const { utils } = await loadSsh2();
  const read = (key: string): ParsedKey | Error | readonly ParsedKey[] => utils.parseKey(key, passphrase);
  const whole = ending(text);
  const parsed = isPkcs8(whole) ? readPkcs8(whole, passphrase, read) : read(whole);
  if (parsed instanceof Error) throw unreadable(parsed, passphrase !== undefined, where);
  const key = 'type' in parsed ? parsed : parsed[0];
  if (key?.isPrivateKey()) return readOnce(key);
  throw new SshFailure(
    'ConfigurationFailure',
    `The content of ${where} is not a private key.`,
    'Store the private key there: the file without ".pub".',
  );
}

function readPkcs8<Read>(
  text: string,
  passphrase: string | undefined,
  read: (key: string) => Read,
): Read | Error {
  try {
    return read(readablePkcs8(text, passphrase));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Makes ssh2 sign with a parsed key. ssh2 signs with the text of a key, which Node.js parses again for each connection,
 * and this takes as long as signing. If ssh2 stores the text elsewhere, the key is returned unchanged.
 */
function readOnce(key: ParsedKey): ParsedKey {
  const place = Object.getOwnPropertySymbols(key).find(
    ({ description }) => description === 'Private key PEM',
  );
  if (place !== undefined) Reflect.set(key, place, createPrivateKey(key.getPrivatePEM()));
  return key;
}

/** Normalizes line endings. A key from a form or a variable may have CRLF, or no final newline. */
function ending(text: string): string {
  return `${text.replace(/\r\n?/g, '\n').trim()}\n`;
}

function unreadable(problem: Error, hadPassphrase: boolean, where: string): SshFailure {
  const isEncrypted = /passphrase|encrypted|bad decrypt|integrity|decrypt/i.test(problem.message);
  if (isEncrypted && !hadPassphrase) {
    return new SshFailure(
      'AuthenticationFailure',
      `The private key of ${where} is encrypted, and no passphrase was given.`,
      'Set its passphrase with ssh-key-passphrase-storage-path or ssh-key-passphrase-option.',
    );
  }
  if (isEncrypted) {
    return new SshFailure(
      'AuthenticationFailure',
      `The passphrase does not decrypt the private key of ${where}.`,
      'Correct the passphrase that is stored for it.',
    );
  }
  return new SshFailure(
    'ConfigurationFailure',
    `The private key of ${where} cannot be read: ${problem.message}.`,
    'Store a key in OpenSSH, PEM, PKCS #8 or PuTTY format (ssh-keygen -p -f FILE rewrites one in OpenSSH format).',
  );
}
