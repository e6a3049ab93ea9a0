import { lstat } from 'node:fs/promises';
import { type Damages, isDamage } from '../files/damages.ts';
import { systemCode } from '../files/storage-error.ts';

export interface ReplacedDatabase<Opened> {
  readonly opened: Opened;
  /** What an earlier process wrote is not there: the file was damaged, empty or missing, and a new one was made. */
  readonly isNew: boolean;
}

/**
 * Opens a database, or makes a new one after setting a damaged one aside with its log and the `companions`, the files
 * that it describes. Throws what `open` throws for any other reason.
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
    // The database last: while it is there, a start that was cut short begins here again.
    for (const companion of [`${path}-wal`, `${path}-shm`, ...companions])
      if ((await sizeOf(companion)) > 0)
        await damages.setAside(companion, 'it belongs to a damaged database');
    await damages.setAside(path, String(error.parameters['problem']));
    return { opened: await open(), isNew: true };
  }
}

/** Bytes of a file; 0 where there is none. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
