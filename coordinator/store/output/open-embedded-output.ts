import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { dataDirError } from '../data-dir/prepare-folder.ts';
import { syncFolder } from '../files/durable-file.ts';
import { corruptionError } from '../files/sqlite-error.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import { EmbeddedOutput, type EmbeddedOutputOptions } from './embedded-output.ts';
import { OUTPUT_DATABASE, OUTPUT_FORMAT } from './index/output-format.ts';
import { NO_LIMITS } from './limits/output-limits.ts';
import type { Output } from './output.ts';
import { outputParts } from './output-parts.ts';
import { OutputDurability } from './writing/output-durability.ts';
import { outputError } from './writing/output-error.ts';
import { recoverOutput } from './writing/recover-output.ts';

/**
 * Number of pages of 4 KiB in the write-ahead log after which a commit checkpoints. High, because a checkpoint blocks
 * this thread.
 */
const CHECKPOINT_PAGES = 4000;

/**
 * Opens the output of a data dir: `output.db` and the folder `output`. Resolves once the readable output of an earlier
 * process is durable.
 *
 * Throws `data-newer`, `data-damaged`, `data-dir-unusable`.
 */
export async function openEmbeddedOutput(options: EmbeddedOutputOptions): Promise<Output> {
  try {
    return await open(options);
  } catch (error) {
    throw dataDirError(error, options.folder, 'the output cannot be opened');
  }
}

async function open(options: EmbeddedOutputOptions): Promise<Output> {
  const { folder } = options;
  await options.damages.makeFolder(join(folder, 'output'));
  const path = join(folder, OUTPUT_DATABASE);
  const database = openDatabase(path, OUTPUT_FORMAT, 'normal');
  try {
    return await openParts(options, database, path);
  } catch (error) {
    database.close();
    throw corruptionError(error, path);
  }
}

async function openParts(
  options: EmbeddedOutputOptions,
  database: DatabaseSync,
  path: string,
): Promise<Output> {
  const { folder } = options;
  const files = join(folder, 'output');
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  const parts = outputParts(database, files, options.limits ?? NO_LIMITS, options.damages);
  await recoverOutput(parts);
  const onFailure = (error: unknown): void => options.onFatal(outputError(error, folder));
  const durability = await OutputDurability.open({
    ...parts,
    database,
    path,
    onFailure,
    milliseconds: options.syncAfter,
  });
  const output = new EmbeddedOutput(options, database, parts, durability);
  await output.settle();
  await syncFolder(folder);
  return output;
}
