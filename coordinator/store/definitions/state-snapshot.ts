import type { CollectionName, CollectionSchemas, RecordOf, Snapshot } from './definitions.ts';
import type { DocumentState, StoredRecord } from './document-state.ts';

const NOTHING: ReadonlyMap<string, StoredRecord> = new Map();

/** Read access to one state of the document. */
export class StateSnapshot<Schemas extends CollectionSchemas> implements Snapshot<Schemas> {
  readonly revision: number;
  readonly #state: DocumentState;

  constructor(state: DocumentState) {
    this.revision = state.revision;
    this.#state = state;
  }

  get<Name extends CollectionName<Schemas>>(
    collection: Name,
    key: string,
  ): RecordOf<Schemas, Name> | undefined {
    return this.#records(collection).get(key)?.value as RecordOf<Schemas, Name> | undefined;
  }

  values<Name extends CollectionName<Schemas>>(collection: Name): readonly RecordOf<Schemas, Name>[] {
    return Array.from(this.#records(collection).values(), ({ value }) => value as RecordOf<Schemas, Name>);
  }

  keys(collection: CollectionName<Schemas>): readonly string[] {
    return [...this.#records(collection).keys()];
  }

  #records(collection: string): ReadonlyMap<string, StoredRecord> {
    return this.#state.collections.get(collection) ?? NOTHING;
  }
}
