/**
 * Loaded into the coordinator's process by `--import`. Whenever the event loop was blocked for long, appends a line
 * `END CPU_MS` to the file in FUZZ_LOOP_DELAY_FILE. Measures CPU time of the main thread, so that a busy machine does
 * not look like a blocked loop.
 */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const TICK_MS = 5;
const NOTED_FROM_MS = 30;

const file = process.env['FUZZ_LOOP_DELAY_FILE'];

if (file !== undefined && isMainThread && process.argv.includes('coordinator')) {
  let before = process.threadCpuUsage();
  const look = () => {
    const { user, system } = process.threadCpuUsage(before);
    const milliseconds = Math.round((user + system) / 1000);
    if (milliseconds >= NOTED_FROM_MS) appendFileSync(file, `${Date.now()} ${milliseconds}\n`);
    before = process.threadCpuUsage();
  };
  setInterval(look, TICK_MS).unref();
}
