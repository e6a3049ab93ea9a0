/**
 * For tests: owns the data dir in its argument until the process is killed. Collects garbage first, because a collected
 * database would be closed, which would release the lock.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openDataDir } from './data-dir.ts';

const [path = ''] = process.argv.slice(2);
await announced();
setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
if (typeof collect !== 'function') throw new Error('this Node.js cannot collect garbage on request');
// Finalizers run between turns of the event loop.
for (let turn = 0; turn < 5; turn += 1) {
  collect();
  await new Promise((resolve) => setImmediate(resolve));
}
console.log('owned');
setInterval(() => undefined, 1000);

async function announced(): Promise<void> {
  const dataDir = await openDataDir(path);
  await dataDir.announce({ pid: process.pid, url: 'http://127.0.0.1:4440' });
}
