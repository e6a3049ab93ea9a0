/**
 * Loaded into the coordinator's process by `--import`: each second it writes the longest delay of its event loop, in
 * milliseconds, into the file that FUZZ_LOOP_DELAY_FILE names.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env['FUZZ_LOOP_DELAY_FILE'];

if (file !== undefined && isMainThread && process.argv.includes('coordinator')) {
  const resolution = 10;
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  const write = () => {
    writeFileSync(`${file}.new`, String(Math.max(0, Math.round(delays.max / 1e6) - resolution)));
    renameSync(`${file}.new`, file);
  };
  setInterval(write, 1000).unref();
}
