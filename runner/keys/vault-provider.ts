import * as z from 'zod';
import { ExpiringCache } from './expiring-cache.ts';
import { KeyFailure, type KeyProvider } from './key-provider.ts';
import { keyText } from './key-text.ts';
import { type VaultAnswer, type VaultClient, vaultProblem } from './vault-client.ts';
import type { VaultToken } from './vault-token.ts';

/** The location of a KV engine in Vault. */
export interface VaultPlace {
  readonly mount: string;
  readonly version: number;
  /** Folder of the engine that is prepended to all paths; may be empty. */
  readonly prefix: string;
}

export interface VaultProviderOptions {
  readonly client: VaultClient;
  readonly token: VaultToken;
  readonly place: VaultPlace;
  readonly cacheMilliseconds: number;
  /** Returns monotonic ms. */
  readonly now: () => number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Field names that are tried, in this order, if a secret has several fields. Rundeck stores its keys in `data`. */
const VALUE_FIELDS = ['value', 'data'];
const MOST_REMEMBERED = 256;

/**
 * Provides keys from a KV engine of HashiCorp Vault, version 1 or 2. A path is that of a secret with a single field, or
 * of a field of a secret.
 */
export class VaultProvider implements KeyProvider {
  readonly #options: VaultProviderOptions;
  readonly #secrets: ExpiringCache<Fields>;

  constructor(options: VaultProviderOptions) {
    this.#options = options;
    const { cacheMilliseconds: milliseconds, now } = options;
    this.#secrets = new ExpiringCache({ milliseconds, most: MOST_REMEMBERED, now });
  }

  async read(segments: readonly string[]): Promise<string> {
    const place = this.#shown(segments);
    const whole = await this.#secret(segments);
    if (!(whole instanceof KeyFailure)) return textOf(onlyField(whole, place), place);
    const field = segments.at(-1) ?? '';
    const holder = segments.length > 1 ? await this.#secret(segments.slice(0, -1)) : whole;
    if (holder instanceof KeyFailure || !Object.hasOwn(holder, field)) throw whole;
    return textOf(holder[field], `field ${field} of ${this.#shown(segments.slice(0, -1))}`);
  }

  async close(): Promise<void> {
    this.#secrets.clear();
    this.#options.token.close();
    await this.#options.client.close();
  }

  /**
   * Reads a secret. Returns a refusal instead of throwing it: the policy may allow only the secret, whereas this path
   * may include a field.
   */
  async #secret(segments: readonly string[]): Promise<Fields | KeyFailure> {
    const path = this.#apiPath(segments);
    const known = this.#secrets.get(path);
    if (known !== undefined) return known;
    const answer = await this.#asked(path);
    if (answer.status !== 200) return this.#failure(answer, segments);
    const fields = fieldsOf(answer.body, this.#options.place.version);
    if (fields === undefined) return this.#noEngine(segments);
    this.#secrets.put(path, fields);
    return fields;
  }

  /**
   * Reads a path. If Vault refuses the token, repeats the request once with a new token, because the old one may have
   * expired.
   */
  async #asked(path: string): Promise<VaultAnswer> {
    const { client, token } = this.#options;
    const used = await token.get();
    const answer = await client.call({ method: 'GET', path, token: used });
    if (answer.status !== 403 || (await this.#isTaken(used)) || !(await token.isReplaced(used)))
      return answer;
    return client.call({ method: 'GET', path, token: await token.get() });
  }

  async #isTaken(token: string): Promise<boolean> {
    const answer = await this.#options.client.call({ method: 'GET', path: 'auth/token/lookup-self', token });
    return answer.status === 200;
  }

  #apiPath(segments: readonly string[]): string {
    const { mount, version, prefix } = this.#options.place;
    const parts = [
      ...mount.split('/'),
      ...(version === 2 ? ['data'] : []),
      ...prefix.split('/'),
      ...segments,
    ];
    return parts
      .filter((part) => part !== '')
      .map(encodeURIComponent)
      .join('/');
  }

  #shown(segments: readonly string[]): string {
    return `secret ${decodeURIComponent(this.#apiPath(segments))} of Vault at ${this.#options.client.address}`;
  }

  #failure(answer: VaultAnswer, segments: readonly string[]): KeyFailure {
    const place = this.#shown(segments);
    const policy = decodeURIComponent(this.#apiPath(segments));
    const said = vaultProblem(answer);
    switch (answer.status) {
      case 404:
        return new KeyFailure(
          'missing',
          `there is no ${place}${said}`,
          'Write it there, or check "secretBackend", "prefix" and "engineVersion" in the settings of the runner.',
        );
      case 403:
        return new KeyFailure(
          'unusable',
          `the runner may not read the ${place}${said}`,
          `Give its token or role a policy that lets it read "${policy}"; a token may also have expired.`,
        );
      case 503:
        return new KeyFailure(
          'unusable',
          `the ${place} cannot be read: Vault is sealed or in maintenance${said}`,
          'Unseal it: `vault operator unseal`.',
        );
      default:
        return new KeyFailure(
          'unusable',
          `the ${place} cannot be read: Vault answered with status ${answer.status}${said}`,
          'Check the log of Vault, and that "address" is that of the active server.',
        );
    }
  }

  #noEngine(segments: readonly string[]): KeyFailure {
    const { version } = this.#options.place;
    return new KeyFailure(
      'unusable',
      `the answer for the ${this.#shown(segments)} does not have the format of a KV engine of version ${version}`,
      'Correct "engineVersion" in the settings of the runner.',
    );
  }
}

const Data = z.object({ data: z.record(z.string(), z.unknown()) });
const VersionedData = z.object({ data: Data });

function fieldsOf(body: unknown, version: number): Fields | undefined {
  if (version === 1) return Data.safeParse(body).data?.data;
  return VersionedData.safeParse(body).data?.data.data;
}

function onlyField(fields: Fields, place: string): unknown {
  const names = Object.keys(fields);
  const [name] = names.length === 1 ? names : VALUE_FIELDS.filter((field) => Object.hasOwn(fields, field));
  if (name !== undefined) return fields[name];
  throw new KeyFailure(
    'unusable',
    `the ${place} has the fields ${names.toSorted().join(', ') || '(none)'}`,
    'Name one of them at the end of the path.',
  );
}

function textOf(value: unknown, place: string): string {
  if (typeof value === 'string') return keyText(Buffer.from(value), `the ${place}`);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new KeyFailure('unusable', `the ${place} is not text`, 'Store a text there.');
}
