import { join } from 'node:path';

/** Returns the paths within a replica's data dir that belong to its keeper. */
export function keeperLayout(dataDir: string) {
  return {
    /** Folder of the owner record, the operation records and the keeper's own log. */
    keeper: join(dataDir, 'keeper'),
    records: join(dataDir, 'keeper', 'operations.log'),
    log: join(dataDir, 'keeper', 'keeper.log'),
    spool: join(dataDir, 'spool'),
    /** Folder for the native binaries that are extracted from the program. */
    binaries: join(dataDir, 'keeper', 'bin'),
    /** Folder for the scripts of running steps. */
    scripts: join(dataDir, 'tmp'),
  } as const;
}
