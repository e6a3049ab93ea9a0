import type { KeyKind, KeyRecord } from '../../protocol/entities/key-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Actions } from '../../protocol/routes/access.ts';
import type { KeyFile, KeyListing, KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf, type RecordAct } from '../audit/audit.ts';
import type { Links } from '../views/links.ts';
import { KEY_ROOT, keyPath, projectOfKey } from './key-path.ts';
import type { KeyStorage } from './key-storage.ts';
import { keyFile, keyListing, keyOverview } from './key-views.ts';

export interface KeysParts {
  readonly storage: KeyStorage;
  readonly audit: Audit;
  readonly links: Links;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A key to store. */
export interface GivenKey {
  readonly kind: KeyKind;
  readonly content: string;
}

/** Key storage for API callers. Paths are relative to `keys/`. */
export class Keys {
  readonly #parts: KeysParts;

  constructor(parts: KeysParts) {
    this.#parts = parts;
  }

  /**
   * Lists the keys and folders that the caller may see in a folder. Throws `not-found` for an empty folder other than
   * the root.
   */
  async list(caller: Caller, below: string): Promise<KeyListing> {
    const folder = keyPath(below);
    const keys = (await this.#parts.storage.below(folder)).filter((key) => may(caller, 'read', key.path));
    if (keys.length === 0 && folder !== KEY_ROOT) throw missing(folder);
    return keyListing(folder, keys, this.#parts.links);
  }

  /** Lists all keys that the caller may see, sorted by path. */
  async overviews(caller: Caller): Promise<readonly KeyOverview[]> {
    const keys = (await this.#parts.storage.below(KEY_ROOT)).filter(({ path }) => may(caller, 'read', path));
    return keys.toSorted((one, other) => (one.path < other.path ? -1 : 1)).map(keyOverview);
  }

  /** Returns the view of a key or the listing of a folder. Throws `not-found`. */
  async get(caller: Caller, below: string): Promise<KeyListing | KeyFile> {
    const key = await this.#find(caller, keyPath(below));
    return key === undefined ? this.list(caller, below) : keyFile(key, this.#parts.links);
  }

  /** Returns the kind of a key; undefined for a folder and for a missing key. */
  async kind(caller: Caller, below: string): Promise<KeyKind | undefined> {
    return (await this.#find(caller, keyPath(below)))?.kind;
  }

  /** Returns the content of a public key. Throws `not-found`, and `key-masked` for any other kind. */
  async publicContent(caller: Caller, below: string): Promise<string> {
    const path = keyPath(below);
    const key = await this.#find(caller, path);
    if (key === undefined) throw missing(path);
    if (key.kind !== 'public') throw new OutrunnerError('key-masked', { path });
    return this.#parts.storage.content(key);
  }

  /** Throws `not-found` if the caller may not create the key, `already-exists`, `body-too-large`, `invalid-input`. */
  async create(caller: Caller, below: string, given: GivenKey): Promise<KeyFile> {
    const path = requiredPath(caller, 'create', below);
    const act = actOf(caller, 'key.create', path, given.kind);
    const record: RecordAct = (draft) => this.#parts.audit(act, draft);
    const key = await this.#parts.storage.create(this.#save(caller, path, given), record);
    return keyFile(key, this.#parts.links);
  }

  /** Throws `not-found`, `body-too-large`, `invalid-input`. */
  async replace(caller: Caller, below: string, given: GivenKey): Promise<KeyFile> {
    const path = requiredPath(caller, 'update', below);
    const act = actOf(caller, 'key.update', path, given.kind);
    const record: RecordAct = (draft) => this.#parts.audit(act, draft);
    const key = await this.#parts.storage.replace(this.#save(caller, path, given), record);
    return keyFile(key, this.#parts.links);
  }

  /** Throws `not-found`. */
  async remove(caller: Caller, below: string): Promise<void> {
    const path = requiredPath(caller, 'delete', below);
    const act = actOf(caller, 'key.delete', path);
    await this.#parts.storage.remove(path, (draft) => this.#parts.audit(act, draft));
  }

  #save(caller: Caller, path: string, { kind, content }: GivenKey) {
    if (content === '')
      throw new OutrunnerError('invalid-input', {
        what: 'The content of the key',
        problem: 'it is empty',
        remedy: 'Send the key itself as the body.',
      });
    return { path, kind, content, user: caller.principal.user, time: this.#parts.now() };
  }

  async #find(caller: Caller, path: string): Promise<KeyRecord | undefined> {
    return may(caller, 'read', path) ? this.#parts.storage.find(path) : undefined;
  }
}

function requiredPath(caller: Caller, action: Actions['key'], below: string): string {
  const path = keyPath(below);
  if (path === KEY_ROOT || !may(caller, action, path)) throw missing(path);
  return path;
}

function may(caller: Caller, action: Actions['key'], path: string): boolean {
  const project = projectOfKey(path);
  return caller.may({ resource: 'key', action }, project === undefined ? {} : { project });
}

function missing(path: string): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Key', name: path });
}
