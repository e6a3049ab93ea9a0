/**
 * Definitions: the records that users create, such as projects, runners and jobs, in collections of one document. Each
 * change is committed durably as a whole, however many records it touches.
 *
 * Returned values are frozen, and passed values are copied, so callers never share a mutable object.
 */
import type * as z from 'zod';

/** Name, kind (the word for one record in error messages) and schema of each collection. */
export type CollectionSchemas = Readonly<
  Record<string, { readonly kind: string; readonly schema: z.ZodType<object> }>
>;

export type CollectionName<Schemas extends CollectionSchemas> = keyof Schemas & string;

/** A record of a collection, deeply frozen. */
export type RecordOf<Schemas extends CollectionSchemas, Name extends CollectionName<Schemas>> = Readonly<
  z.infer<Schemas[Name]['schema']>
>;

/** The definitions as of one commit. Immutable. */
export interface Snapshot<Schemas extends CollectionSchemas> {
  /** Revision of the definitions as a whole. Increases with every commit. */
  readonly revision: number;
  get<Name extends CollectionName<Schemas>>(
    collection: Name,
    key: string,
  ): RecordOf<Schemas, Name> | undefined;
  /** Returns the records in the order in which their keys were first added. */
  values<Name extends CollectionName<Schemas>>(collection: Name): readonly RecordOf<Schemas, Name>[];
  keys(collection: CollectionName<Schemas>): readonly string[];
}

/** The definitions during one change. Reads see the changes that were already made. */
export interface Draft<Schemas extends CollectionSchemas> extends Snapshot<Schemas> {
  /**
   * Parses a record by its schema, stores it and returns the stored record. If the schema has a field `revision`, sets
   * the field to the revision of this commit. Throws a `ZodError` if the record does not match the schema.
   */
  put<Name extends CollectionName<Schemas>>(
    collection: Name,
    key: string,
    value: RecordOf<Schemas, Name>,
  ): RecordOf<Schemas, Name>;
  /** Removes a record. Returns whether the record existed. */
  remove(collection: CollectionName<Schemas>, key: string): boolean;
}

export interface ChangedRecord<Schemas extends CollectionSchemas> {
  readonly collection: CollectionName<Schemas>;
  readonly key: string;
  readonly kind: 'put' | 'removed';
}

/** One durable commit. Concurrent changes may share a commit. */
export interface DefinitionsChange<Schemas extends CollectionSchemas> {
  readonly revision: number;
  readonly changed: readonly ChangedRecord<Schemas>[];
  readonly snapshot: Snapshot<Schemas>;
}

export interface Definitions<Schemas extends CollectionSchemas> {
  /** Returns the latest durable definitions. */
  snapshot(): Promise<Snapshot<Schemas>>;
  /**
   * Runs `mutator` on a draft, serially with all other changes, and commits the result. Commits nothing if `mutator`
   * throws. Resolves with the return value of `mutator` once the commit is durable.
   *
   * Rejects with the error of `mutator`, or with `storage-full`, `storage-busy`, `storage-failed`.
   */
  change<Result>(mutator: (draft: Draft<Schemas>) => Result): Promise<Result>;
  /** Calls `listener` after each durable commit, in order. Returns a function that unsubscribes. */
  subscribe(listener: (change: DefinitionsChange<Schemas>) => void): () => void;
  /**
   * Stores texts durably, and returns their hashes (SHA-256, hex) in order. Must be called before any record references
   * the texts. Unreferenced texts are removed when the definitions are opened, never while they are open.
   */
  keepTexts(texts: readonly string[]): Promise<readonly string[]>;
  /** Returns a stored text by its hash. Throws `not-found` or `data-damaged`. */
  text(hash: string): Promise<string>;
  /** Waits for changes in progress. Rejects later changes. */
  close(): Promise<void>;
}
