import { join } from 'node:path';
import { type DataDir, openDataDir } from './data-dir/data-dir.ts';
import {
  type CoordinatorDefinitions,
  openCoordinatorDefinitions,
} from './definitions/coordinator-definitions.ts';
import { finishErasures } from './erase-executions.ts';
import type { OnFatal } from './files/storage-error.ts';
import { openEmbeddedJournal } from './journal/embedded-journal.ts';
import type { Journal } from './journal/journal.ts';
import { openEmbeddedOutput } from './output/open-embedded-output.ts';
import type { Output } from './output/output.ts';

/** All that a coordinator keeps, in a data dir that it owns. */
export interface Store {
  readonly dataDir: DataDir;
  readonly definitions: CoordinatorDefinitions;
  readonly journal: Journal;
  readonly output: Output;
  /** Makes everything durable, then frees the data dir. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** The data dir; created where it is missing. */
  readonly path: string;
  /** Program of the journal's thread: `journal-worker.ts` from source, its bundle when built. */
  readonly journalWorker: URL | string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Hashes of job texts that executions which have not ended run by; they are kept. */
  readonly textsInUse?: (journal: Journal) => Promise<Iterable<string>>;
  /** Storage can no longer keep what it promised: the process has to end. */
  readonly onFatal: OnFatal;
}

/**
 * Opens everything in the order in which it depends on each other, or nothing.
 *
 * Throws `node-too-old`, `data-dir-unusable`, `data-dir-owned`, `data-newer`, `data-damaged`, `storage-failed`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const opened: { close(): Promise<void> }[] = [];
  const closeAll = async (): Promise<void> => {
    for (const part of opened.reverse().splice(0)) await part.close();
  };
  const open = async <Part extends { close(): Promise<void> }>(opening: Promise<Part>): Promise<Part> => {
    const part = await opening;
    opened.push(part);
    return part;
  };
  try {
    const dataDir = await open(openDataDir(options.path));
    const folder = dataDir.path;
    const { now, onFatal, journalWorker: worker } = options;
    const journal = await open(openEmbeddedJournal({ path: join(folder, 'journal.db'), worker, onFatal }));
    const hasRoom = (): boolean => !dataDir.latestDiskSpace().reserved;
    const output = await open(
      openEmbeddedOutput({ folder, now, hasRoom, damages: dataDir.damages, onFatal }),
    );
    const textsInUse = (await options.textsInUse?.(journal)) ?? [];
    const definitions = await open(
      openCoordinatorDefinitions({ folder, now, textsInUse, damages: dataDir.damages, onFatal }),
    );
    await finishErasures(journal, output);
    return { dataDir, definitions, journal, output, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
