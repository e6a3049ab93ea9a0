import { deepFreeze } from './deep-freeze.ts';
import type { ChangedRecord, CollectionName, CollectionSchemas, Draft, RecordOf } from './definitions.ts';
import type { DocumentState, StoredRecord } from './document-state.ts';
import { StateSnapshot } from './state-snapshot.ts';

/**
 * A change in progress. Copies a collection before its first modification; unchanged records are shared with the
 * previous state.
 */
export class StateDraft<Schemas extends CollectionSchemas> implements Draft<Schemas> {
  readonly revision: number;
  readonly #schemas: Schemas;
  readonly #before: DocumentState;
  readonly #collections: Map<string, ReadonlyMap<string, StoredRecord>>;
  readonly #copies = new Map<string, Map<string, StoredRecord>>();
  readonly #changed = new Map<string, ChangedRecord<Schemas>>();
  readonly #reader: StateSnapshot<Schemas>;

  constructor(before: DocumentState, schemas: Schemas) {
    this.revision = before.revision + 1;
    this.#schemas = schemas;
    this.#before = before;
    this.#collections = new Map(before.collections);
    this.#reader = new StateSnapshot({ revision: this.revision, collections: this.#collections });
  }

  get<Name extends CollectionName<Schemas>>(
    collection: Name,
    key: string,
  ): RecordOf<Schemas, Name> | undefined {
    return this.#reader.get(collection, key);
  }

  values<Name extends CollectionName<Schemas>>(collection: Name): readonly RecordOf<Schemas, Name>[] {
    return this.#reader.values(collection);
  }

  keys(collection: CollectionName<Schemas>): readonly string[] {
    return this.#reader.keys(collection);
  }

  put<Name extends CollectionName<Schemas>>(
    collection: Name,
    key: string,
    value: RecordOf<Schemas, Name>,
  ): RecordOf<Schemas, Name> {
    const parsed = structuredClone(this.#description(collection).schema.parse(value));
    if ('revision' in parsed) parsed.revision = this.revision;
    this.#copy(collection).set(key, deepFreeze({ revision: this.revision, value: parsed }));
    this.#changed.set(`${collection}/${key}`, { collection, key, kind: 'put' });
    return parsed as RecordOf<Schemas, Name>;
  }

  remove(collection: CollectionName<Schemas>, key: string): boolean {
    const existed = this.#copy(collection).delete(key);
    if (existed) this.#changed.set(`${collection}/${key}`, { collection, key, kind: 'removed' });
    return existed;
  }

  /** Returns the changed records, in the order of the first change of each. */
  changed(): readonly ChangedRecord<Schemas>[] {
    return [...this.#changed.values()];
  }

  /** Returns the state after the change. The draft must not be used afterwards. */
  state(): DocumentState {
    if (this.#changed.size === 0) return this.#before;
    return { revision: this.revision, collections: this.#collections };
  }

  #copy(collection: string): Map<string, StoredRecord> {
    const copied = this.#copies.get(collection);
    if (copied !== undefined) return copied;
    const copy = new Map(this.#collections.get(collection));
    this.#copies.set(collection, copy);
    this.#collections.set(collection, copy);
    return copy;
  }

  #description(collection: string): CollectionSchemas[string] {
    const description = this.#schemas[collection];
    if (description === undefined) throw new TypeError(`there is no collection "${collection}"`);
    return description;
  }
}
