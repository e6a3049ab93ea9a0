import { checkKeyKind } from '../../protocol/entities/check-key-kind.ts';
import type { KeyReader } from '../../protocol/entities/key-reader.ts';
import type { KeyKind, KeyRecord } from '../../protocol/entities/key-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { RecordAct } from '../audit/audit.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../store/definitions/coordinator-definitions.ts';
import { projectOfKey, writtenKeyPath } from './key-path.ts';
import type { MasterKeys } from './master-keys.ts';
import { openKey, sealKey } from './seal-key.ts';

/** Bytes of one key. */
const MOST_KEY_BYTES = 262_144;
/** Sealed texts that are at hand. */
const MOST_AT_HAND = 32;

/** A key that is stored: who stores it, and when (epoch ms). */
export interface KeySave {
  /** As it is kept: `keys/…`. */
  readonly path: string;
  readonly kind: KeyKind;
  readonly content: string;
  readonly user: string;
  readonly time: number;
}

/** Keys, sealed at rest: the records among the definitions, what they sealed as texts that they point to. */
export class KeyStorage implements KeyReader {
  readonly #definitions: CoordinatorDefinitions;
  readonly #masterKeys: MasterKeys;
  /** By hash, as they are at rest. */
  readonly #sealed = new Map<string, string>();

  constructor(definitions: CoordinatorDefinitions, masterKeys: MasterKeys) {
    this.#definitions = definitions;
    this.#masterKeys = masterKeys;
  }

  async find(path: string): Promise<KeyRecord | undefined> {
    return (await this.#definitions.snapshot()).get('keys', path);
  }

  /** All keys below a folder, at any depth. */
  async below(folder: string): Promise<readonly KeyRecord[]> {
    const keys = (await this.#definitions.snapshot()).values('keys');
    return keys.filter(({ path }) => path.startsWith(`${folder}/`));
  }

  /** Resolves once the key and the act that `record` records are durable. Throws `already-exists`, `body-too-large`. */
  async create(save: KeySave, record?: RecordAct): Promise<KeyRecord> {
    return this.#put(save, (draft) => {
      record?.(draft);
      refuseTaken(draft, save.path);
      return undefined;
    });
  }

  /** Throws `not-found`, `body-too-large`. */
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

  /** The content of a key. Throws `key-unreadable`. */
  async content(key: KeyRecord): Promise<string> {
    return openKey(await this.#sealedText(key.textHash), key.path, this.#masterKeys);
  }

  /** As it is at rest: many nodes share a key, and its file never changes. */
  async #sealedText(hash: string): Promise<string> {
    const known = this.#sealed.get(hash);
    if (known !== undefined) return known;
    const text = await this.#definitions.text(hash);
    const [oldest] = this.#sealed.keys();
    if (oldest !== undefined && this.#sealed.size >= MOST_AT_HAND) this.#sealed.delete(oldest);
    this.#sealed.set(hash, text);
    return text;
  }

  /**
   * Seals by the current master key what an older one sealed, in one change; durable when it resolves. Answers the paths
   * of the keys that cannot be read: they stay as they are.
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

/** A path is a key or a folder, never both. */
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
