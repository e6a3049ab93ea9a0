import { join } from 'node:path';
import { Low } from 'lowdb';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { dataDirError } from '../data-dir/prepare-folder.ts';
import type { Damages } from '../files/damages.ts';
import { SyncFailure } from '../files/durable-file.ts';
import { type OnFatal, storageError } from '../files/storage-error.ts';
import { Listeners } from '../listeners.ts';
import type {
  ChangedRecord,
  CollectionSchemas,
  Definitions,
  DefinitionsChange,
  Draft,
  Snapshot,
} from './definitions.ts';
import { DocumentFile } from './document-file.ts';
import { type DocumentState, EMPTY_DOCUMENT } from './document-state.ts';
import { StateDraft } from './state-draft.ts';
import { StateSnapshot } from './state-snapshot.ts';
import { TextFiles } from './text-files.ts';
import { WaitingChange } from './waiting-change.ts';

/** Maximum number of lists of texts that are read at the same time. */
const READ_AT_ONCE = 16;
/** Maximum number of waiting changes. */
const MOST_WAITING = 10_000;

export interface EmbeddedDefinitionsOptions<Schemas extends CollectionSchemas> {
  /** The data dir. */
  readonly folder: string;
  readonly schemas: Schemas;
  /** Returns the hashes of the texts that a state of the definitions references. */
  readonly textsOf: (snapshot: Snapshot<Schemas>) => Iterable<string>;
  /** Returns the hashes of the texts that list other texts. */
  readonly listsOf: (snapshot: Snapshot<Schemas>) => Iterable<string>;
  /** Returns the hashes in a text that lists other texts. */
  readonly textsIn: (list: string) => Iterable<string>;
  readonly damages: Damages;
  readonly onFatal: OnFatal;
}

/** Opens the definitions of a data dir. Throws `data-newer`, `data-damaged`, `data-dir-unusable`. */
export async function openEmbeddedDefinitions<Schemas extends CollectionSchemas>(
  options: EmbeddedDefinitionsOptions<Schemas>,
): Promise<Definitions<Schemas>> {
  const { folder, schemas, textsOf, listsOf, textsIn, damages } = options;
  const file = new DocumentFile({ path: join(folder, 'definitions.json'), schemas, damages });
  const document = new Low<DocumentState>(file, EMPTY_DOCUMENT);
  try {
    await document.read();
  } catch (error) {
    throw dataDirError(error, folder, 'the definitions cannot be read');
  }
  const texts = new TextFiles(join(folder, 'job-texts'), damages);
  const previous = (await file.readPrevious()) ?? EMPTY_DOCUMENT;
  const snapshots = [document.data, previous].map((state) => new StateSnapshot<Schemas>(state));
  const lists = new Set(snapshots.flatMap((snapshot) => [...listsOf(snapshot)]));
  const referenced = new Set([...lists, ...snapshots.flatMap((snapshot) => [...textsOf(snapshot)])]);
  await texts.open(async () => {
    const waiting = lists.values();
    const work = async (): Promise<void> => {
      for (const list of waiting) for (const hash of await texts.listed(list, textsIn)) referenced.add(hash);
    };
    await Promise.all(Array.from({ length: Math.min(READ_AT_ONCE, lists.size) }, work));
    return referenced;
  });
  return new EmbeddedDefinitions(options, document, texts);
}

class EmbeddedDefinitions<Schemas extends CollectionSchemas> implements Definitions<Schemas> {
  readonly #options: EmbeddedDefinitionsOptions<Schemas>;
  readonly #document: Low<DocumentState>;
  readonly #texts: TextFiles;
  readonly #listeners = new Listeners<DefinitionsChange<Schemas>>();
  #waiting: WaitingChange<Schemas>[] = [];
  #snapshot: Snapshot<Schemas>;
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(options: EmbeddedDefinitionsOptions<Schemas>, document: Low<DocumentState>, texts: TextFiles) {
    this.#options = options;
    this.#document = document;
    this.#texts = texts;
    this.#snapshot = new StateSnapshot(document.data);
  }

  snapshot(): Promise<Snapshot<Schemas>> {
    return Promise.resolve(this.#snapshot);
  }

  change<Result>(mutator: (draft: Draft<Schemas>) => Result): Promise<Result> {
    if (this.#closed || this.#waiting.length >= MOST_WAITING)
      return Promise.reject(new OutrunnerError('storage-busy', { what: 'definitions' }));
    const change = new WaitingChange<Schemas, Result>(mutator);
    this.#waiting.push(change as WaitingChange<Schemas>);
    this.#writing ??= this.#writeAll();
    return change.settled;
  }

  subscribe(listener: (change: DefinitionsChange<Schemas>) => void): () => void {
    return this.#listeners.add(listener);
  }

  async keepTexts(texts: readonly string[]): Promise<readonly string[]> {
    try {
      return await this.#texts.keep(texts);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  text(hash: string): Promise<string> {
    return this.#texts.read(hash);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  /** Writes until no change is waiting. Changes that arrive during one write share the next write. */
  async #writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#writeGroup(group);
    }
    this.#writing = undefined;
  }

  async #writeGroup(group: readonly WaitingChange<Schemas>[]): Promise<void> {
    const before = this.#document.data;
    const changed: ChangedRecord<Schemas>[] = [];
    const done: WaitingChange<Schemas>[] = [];
    let state = before;
    for (const change of group) {
      const draft = new StateDraft(state, this.#options.schemas);
      if (!change.run(draft)) continue;
      state = draft.state();
      for (const change of draft.changed()) changed.push(change);
      done.push(change);
    }
    if (state !== before) {
      this.#document.data = state;
      try {
        await this.#document.write();
      } catch (error) {
        this.#document.data = before;
        const failure = this.#failure(error);
        for (const change of done) change.fail(failure);
        return;
      }
      this.#snapshot = new StateSnapshot(state);
      this.#listeners.notify({ revision: state.revision, changed, snapshot: this.#snapshot });
    }
    for (const change of done) change.succeed();
  }

  #failure(error: unknown): OutrunnerError {
    const failure = storageError(error, this.#options.folder);
    if (error instanceof SyncFailure) this.#options.onFatal(failure);
    return failure;
  }
}
