import { lstat } from 'node:fs/promises';
import { isDamage } from '../../../support/files/damage.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import type { Damages } from '../files/damages.ts';

export interface ReplacedDatabase<Opened> {
  readonly opened: Opened;
  /** Whether a new database was created because the file was damaged, empty or missing. */
  readonly isNew: boolean;
}

/**
 * Opens a database. Replaces a damaged database with a new one: sets the damaged database aside, with its write-ahead
 * log and its `companions`, which are the files that the database indexes. Rethrows other errors of `open`.
 */
export async function openOrReplace<Opened>(
  path: string,
  companions: readonly string[],
  damages: Damages,
  open: () => Promise<Opened>,
): Promise<ReplacedDatabase<Opened>> {
  const size = await sizeOf(path);
  try {
    return { opened: await open(), isNew: size === 0 };
  } catch (error) {
    if (!isDamage(error)) throw error;
    // The database is moved last: if the move is interrupted, the next start still finds the database damaged and moves
    // the rest.
    for (const companion of [`${path}-wal`, `${path}-shm`, ...companions])
      if ((await sizeOf(companion)) > 0)
        await damages.setAside(companion, 'it belongs to a damaged database');
    await damages.setAside(path, String(error.parameters['problem']));
    return { opened: await open(), isNew: true };
  }
}

/** Returns the size of a file in bytes; 0 if the file does not exist. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
