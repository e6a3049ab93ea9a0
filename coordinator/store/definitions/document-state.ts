/**
 * One record with the revision of the commit that stored it. Frozen, so that its encoded text can be cached by
 * identity.
 */
export interface StoredRecord {
  readonly revision: number;
  readonly value: object;
}

/** The document in memory. Immutable: each commit replaces the document. */
export interface DocumentState {
  readonly revision: number;
  readonly collections: ReadonlyMap<string, ReadonlyMap<string, StoredRecord>>;
}

export const EMPTY_DOCUMENT: DocumentState = { revision: 0, collections: new Map() };
