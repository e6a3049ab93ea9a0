import { join } from 'node:path';
import * as z from 'zod';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import type { Damages } from '../files/damages.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { type Migration, migrationsFor } from '../files/format-version.ts';
import { readRecord } from '../files/read-record.ts';
import { dataDirError } from './prepare-folder.ts';

const CURRENT = 1;

/**
 * The format of the data dir as a whole. This format defines where the files are. Most files also have a format version
 * of their own.
 */
export const DataDirFormat = z.object({
  format: z.literal('outrunner-coordinator-data-dir'),
  formatVersion: z.int().positive(),
  writtenBy: z.string(),
});

const MIGRATIONS: readonly Migration<string>[] = [];

/**
 * Checks `format.json`, migrates a data dir in an older format, and creates the file in a new data dir. Sets a damaged
 * file aside and rewrites it, which is safe because no other file depends on it.
 *
 * Throws `data-newer`, `data-dir-unusable`, and `data-damaged` if a damaged file cannot be moved.
 */
export async function settleDataDirFormat(dataDir: string, damages: Damages): Promise<void> {
  const path = join(dataDir, 'format.json');
  const found = await damages.readOrSetAside(path, () => read(path, dataDir));
  if (found !== undefined) {
    const steps = migrationsFor({ path: dataDir, ...found }, CURRENT, MIGRATIONS);
    for (const step of steps) step.migrate(dataDir);
    if (steps.length === 0) return;
  }
  const format: z.infer<typeof DataDirFormat> = {
    format: 'outrunner-coordinator-data-dir',
    formatVersion: CURRENT,
    writtenBy: PROGRAM_VERSION,
  };
  await writeFileDurably(path, `${JSON.stringify(format)}\n`);
}

async function read(path: string, dataDir: string): Promise<z.infer<typeof DataDirFormat> | undefined> {
  try {
    return await readRecord(path, DataDirFormat, Number.POSITIVE_INFINITY);
  } catch (error) {
    throw dataDirError(error, dataDir, 'format.json cannot be read');
  }
}
