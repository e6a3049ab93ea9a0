import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { ParsedKey } from 'ssh2';
import type { Credentials } from './credentials.ts';
import { readPrivateKey } from './private-key.ts';

/** The credentials of a user in text form. */
export interface CredentialTexts {
  readonly username: string;
  readonly key?: {
    readonly text: string;
    readonly passphrase?: string;
    /** Location of the key, which errors show in place of the key. */
    readonly where: string;
  };
  readonly password?: string;
  /** Socket of an agent on the runner's host. */
  readonly agent?: string;
}

/** Maximum number of cached parsed keys. Many nodes share a key, and parsing one costs more than a command. */
const MOST_KEYS = 64;

/** Parses credentials, and caches the parsed keys. */
export class CredentialReader {
  readonly #salt = createSecretKey(randomBytes(32));
  readonly #keys = new Map<string, Promise<ParsedKey>>();

  /** Parses credentials. Rejects with an SshFailure that contains no secret. */
  async read({ username, key, password, agent }: CredentialTexts): Promise<Credentials> {
    const proof = key && this.#hidden([key.text, key.passphrase]);
    const parsed = key && (await this.#keyOf(key, `${proof} ${key.where}`));
    return {
      username,
      ...(parsed && { key: parsed }),
      ...(password !== undefined && { password }),
      ...(agent !== undefined && { agent }),
      identity: this.#hidden([username, proof, password, agent]),
    };
  }

  #keyOf({ text, passphrase, where }: NonNullable<CredentialTexts['key']>, name: string): Promise<ParsedKey> {
    const known = this.#keys.get(name);
    if (known) return known;
    const read = readPrivateKey(text, passphrase, where);
    const [oldest] = this.#keys.keys();
    if (oldest !== undefined && this.#keys.size >= MOST_KEYS) this.#keys.delete(oldest);
    this.#keys.set(name, read);
    return read;
  }

  #hidden(texts: readonly (string | undefined)[]): string {
    return createHmac('sha256', this.#salt).update(JSON.stringify(texts)).digest('base64url');
  }
}
