import { checkKeyKind } from '../../protocol/entities/check-key-kind.ts';
import type { KeyKind, KeyRecord } from '../../protocol/entities/key-record.ts';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { RecordAct } from '../audit/audit.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../store/definitions/coordinator-definitions.ts';
import { projectOfKey, writtenKeyPath } from './key-path.ts';
import type { MasterKeys } from './master-keys.ts';
import { openKey, sealedBy, sealKey } from './seal-key.ts';

/** Maximum bytes of one key. */
const MOST_KEY_BYTES = 262_144;
/** Maximum number of keys whose sealed content is cached. */
const MOST_CACHED = 32;

/** A key to store, with its author and the current time (epoch ms). */
export interface KeySave {
  /** The stored path: `keys/…`. */
  readonly path: string;
  readonly kind: KeyKind;
  readonly content: string;
  readonly user: string;
  readonly time: number;
}

/** Stores keys: their records in the definitions, and their sealed contents in text files. */
export class KeyStorage {
  readonly #definitions: CoordinatorDefinitions;
  readonly #masterKeys: MasterKeys;
  /** Recently read sealed contents, by hash. */
  readonly #sealed = new Map<string, string>();

  constructor(definitions: CoordinatorDefinitions, masterKeys: MasterKeys) {
    this.#definitions = definitions;
    this.#masterKeys = masterKeys;
  }

  async find(path: string): Promise<KeyRecord | undefined> {
    return (await this.#definitions.snapshot()).get('keys', path);
  }

  /** Returns all keys below a folder, at any depth. */
  async below(folder: string): Promise<readonly KeyRecord[]> {
    const keys = (await this.#definitions.snapshot()).values('keys');
    return keys.filter(({ path }) => path.startsWith(`${folder}/`));
  }

  /** Resolves once the key and the audit record are durable. Throws `already-exists`, `body-too-large`. */
  async create(save: KeySave, record?: RecordAct): Promise<KeyRecord> {
    return this.#put(save, (draft) => {
      record?.(draft);
      refuseTaken(draft, save.path);
      return undefined;
    });
  }

  /** Replaces an existing key. Throws `not-found`, `body-too-large`. */
  async replace(save: KeySave, record?: RecordAct): Promise<KeyRecord> {
    return this.#put(save, (draft) => {
      record?.(draft);
      return draft.get('keys', save.path) ?? missing(save.path);
    });
  }

  /** Throws `not-found`. */
  async remove(path: string, record?: RecordAct): Promise<void> {
    await this.#definitions.change((draft) => {
      if (!draft.remove('keys', path)) missing(path);
      record?.(draft);
    });
  }

  /** Returns the content of a key. Throws `key-unreadable`. */
  async content(key: KeyRecord): Promise<string> {
    return openKey(await this.#sealedText(key.textHash), key.path, this.#masterKeys);
  }

  /** Returns the sealed content with this hash, from the cache if possible, because many nodes use the same key. */
  async #sealedText(hash: string): Promise<string> {
    const known = this.#sealed.get(hash);
    if (known !== undefined) return known;
    const text = await this.#definitions.text(hash);
    const [oldest] = this.#sealed.keys();
    if (oldest !== undefined && this.#sealed.size >= MOST_CACHED) this.#sealed.delete(oldest);
    this.#sealed.set(hash, text);
    return text;
  }

  /** Seals a short secret that is not a key. The result can be opened only in the same context. */
  seal(secret: string, context: string): string {
    return sealKey(secret, context, this.#masterKeys.current);
  }

  /** Opens the result of {@link seal}; undefined if the result was damaged or its master key is missing. */
  open(sealed: string, context: string): string | undefined {
    try {
      return openKey(sealed, context, this.#masterKeys);
    } catch (error) {
      if (isOutrunnerError(error) && error.code === 'key-unreadable') return undefined;
      throw error;
    }
  }

  /** Returns whether the current master key sealed the content. */
  isCurrent(sealed: string): boolean {
    return sealedBy(sealed) === this.#masterKeys.current.id;
  }

  /**
   * Reseals all keys that an older master key sealed, in one change that is durable when this resolves. Returns the
   * paths of unreadable keys, which stay unchanged.
   */
  async resealAll(): Promise<readonly string[]> {
    const { current } = this.#masterKeys;
    const keys = (await this.#definitions.snapshot()).values('keys');
    const older = keys.filter(({ masterKey }) => masterKey !== current.id);
    const opened = await Promise.allSettled(older.map((key) => this.content(key)));
    const sealed = new Map<KeyRecord, string>();
    for (const [index, key] of older.entries()) {
      const content = opened[index];
      if (content?.status === 'fulfilled') sealed.set(key, sealKey(content.value, key.path, current));
    }
    if (sealed.size > 0) await this.#replaceSealed(sealed);
    return older.filter((key) => !sealed.has(key)).map(({ path }) => path);
  }

  /**
   * Returns the content at a path (`keys/` may be omitted); undefined if there is no key, or if the key belongs to a
   * project other than `project`. Throws `key-unreadable` if the content cannot be opened, and `key-kind-differs` if
   * the key is not of the given kind.
   */
  async read(written: string, project: ProjectName, kind?: KeyKind): Promise<string | undefined> {
    const path = writtenKeyPath(written);
    const owner = projectOfKey(path);
    if (owner !== undefined && owner !== project) return undefined;
    const key = await this.find(path);
    if (key === undefined) return undefined;
    if (kind !== undefined) checkKeyKind(path, key.kind, kind);
    return this.content(key);
  }

  async #replaceSealed(sealed: ReadonlyMap<KeyRecord, string>): Promise<void> {
    const hashes = await this.#definitions.keepTexts([...sealed.values()]);
    await this.#definitions.change((draft) => {
      for (const [index, key] of [...sealed.keys()].entries()) {
        const textHash = hashes[index];
        if (textHash === undefined || draft.get('keys', key.path)?.textHash !== key.textHash) continue;
        draft.put('keys', key.path, { ...key, masterKey: this.#masterKeys.current.id, textHash });
      }
    });
  }

  async #put(
    { path, kind, content, user, time }: KeySave,
    before: (draft: CoordinatorDraft) => KeyRecord | undefined,
  ): Promise<KeyRecord> {
    const size = Buffer.byteLength(content);
    if (size > MOST_KEY_BYTES) throw new OutrunnerError('body-too-large', { limit: MOST_KEY_BYTES });
    const key = this.#masterKeys.current;
    const [textHash = ''] = await this.#definitions.keepTexts([sealKey(content, path, key)]);
    return this.#definitions.change((draft) => {
      const { createdAt = time, createdBy = user } = before(draft) ?? {};
      const made = { createdAt, createdBy, modifiedAt: time, modifiedBy: user, revision: 0 };
      return draft.put('keys', path, { path, kind, size, masterKey: key.id, textHash, ...made });
    });
  }
}

/** Throws `already-exists` if the path is in use. A path is a key or a folder, never both. */
function refuseTaken(draft: CoordinatorDraft, path: string): void {
  const parents = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  const taken = parents.find((parent) => draft.get('keys', parent) !== undefined);
  if (taken !== undefined) throw new OutrunnerError('already-exists', { kind: 'Key', name: taken });
  if (draft.keys('keys').some((other) => other.startsWith(`${path}/`))) {
    throw new OutrunnerError('already-exists', { kind: 'Key folder', name: path });
  }
}

function missing(path: string): never {
  throw new OutrunnerError('not-found', { kind: 'Key', name: path });
}
