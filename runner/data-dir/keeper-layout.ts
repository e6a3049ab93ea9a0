import { join } from 'node:path';

/** What of a replica's data dir belongs to its keeper. */
export function keeperLayout(dataDir: string) {
  return {
    /** Owner record, operation records, log of the keeper itself. */
    keeper: join(dataDir, 'keeper'),
    records: join(dataDir, 'keeper', 'operations.log'),
    log: join(dataDir, 'keeper', 'keeper.log'),
    spool: join(dataDir, 'spool'),
    /** Binaries that the program brought inside. */
    binaries: join(dataDir, 'keeper', 'bin'),
    /** Scripts of running steps. */
    scripts: join(dataDir, 'tmp'),
  } as const;
}
