/** For tests: appends a first frame that is never synced, prints its arrival number, and keeps running. */
import { Damages } from '../../files/damages.ts';
import { openEmbeddedOutput } from '../open-embedded-output.ts';
import { EXECUTION, FIRST, sampleFrame } from './sample-output.ts';

const [folder = ''] = process.argv.slice(2);
const output = await openEmbeddedOutput({
  folder,
  damages: new Damages(folder),
  now: Date.now,
  hasRoom: () => true,
  syncAfter: 2 ** 30,
  onFatal: console.error,
});
await output.log(FIRST).append([sampleFrame(FIRST, 0, 'shown\n')]);
const { next } = await output.read(EXECUTION, 0, 1000);
console.log(next);
