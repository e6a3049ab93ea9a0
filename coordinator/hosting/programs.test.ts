import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { siblingPrograms } from './programs.ts';

describe('The programs that a coordinator starts', () => {
  it('exist when the coordinator runs from source', () => {
    const { journalWorker, jobCheckWorker, discoveryWorker, nodeParseWorker, outrunner } = siblingPrograms();
    const programs = [journalWorker, jobCheckWorker, discoveryWorker, nodeParseWorker, ...outrunner];
    assert.deepEqual(
      programs.filter((program) => !existsSync(program)),
      [],
    );
  });
});
