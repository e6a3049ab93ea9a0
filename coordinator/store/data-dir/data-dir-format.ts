import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { type Migration, migrationsFor } from '../files/format-version.ts';
import { systemCode } from '../files/storage-error.ts';
import { dataDirError } from './prepare-folder.ts';

const CURRENT = 1;

/** Format of the data dir as a whole: which files stand where. Each file has a format of its own beside. */
const DataDirFormat = z.object({
  format: z.literal('outrunner-coordinator-data-dir'),
  formatVersion: z.int().positive(),
  writtenBy: z.string(),
});

const MIGRATIONS: readonly Migration<string>[] = [];

/**
 * Checks `format.json` of a data dir, migrates an older one, writes it in a new one.
 *
 * Throws `data-newer`, `data-damaged`, `data-dir-unusable`.
 */
export async function settleDataDirFormat(dataDir: string): Promise<void> {
  const path = join(dataDir, 'format.json');
  const text = await readOrNothing(path, dataDir);
  if (text !== undefined) {
    const found = parse(path, text);
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

async function readOrNothing(path: string, dataDir: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw dataDirError(error, dataDir, 'format.json cannot be read');
  }
}

function parse(path: string, text: string): z.infer<typeof DataDirFormat> {
  try {
    return DataDirFormat.parse(JSON.parse(text));
  } catch (error) {
    throw new OutrunnerError(
      'data-damaged',
      { path, problem: 'it does not say the format of an Outrunner data dir' },
      { cause: error },
    );
  }
}
