import assert from 'node:assert/strict';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { openEmbeddedOutput } from './open-embedded-output.ts';
import { outputConformance } from './output.conformance.ts';

outputConformance('a database and files', async () => {
  const scratch = await scratchFolder();
  return {
    open: () =>
      openEmbeddedOutput({ folder: scratch.path, now: () => 5, hasRoom: () => true, onFatal: assert.fail }),
    remove: scratch.remove,
  };
});
