/** For tests: owns the data dir in its argument until the process is killed. */
import { openDataDir } from './data-dir.ts';

const [path = ''] = process.argv.slice(2);
const dataDir = await openDataDir(path);
await dataDir.announce({ pid: process.pid, url: 'http://127.0.0.1:4440' });
console.log('owned');
setInterval(() => undefined, 1000);
