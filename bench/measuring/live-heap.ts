/**
 * A module that is loaded into the measured processes (`--import`, with `--expose-gc`). On SIGUSR2, the process writes
 * the size of its live heap to a file.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { LIVE_HEAP_FOLDER } from './measured-memory.ts';

const folder = process.env[LIVE_HEAP_FOLDER];
if (isMainThread && folder !== undefined) {
  process.on('SIGUSR2', () => {
    globalThis.gc?.();
    const file = join(folder, String(process.pid));
    writeFileSync(`${file}.new`, String(process.memoryUsage().heapUsed));
    renameSync(`${file}.new`, file);
  });
}
