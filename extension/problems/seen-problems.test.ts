import assert from 'node:assert/strict';
import { StorageInMemory } from '../testing/storage-in-memory.ts';
import { SeenProblems } from './seen-problems.ts';

const EMBEDDED = { kind: 'embedded' } as const;
const REMOTE = { kind: 'remote', url: 'https://outrunner.example' } as const;

describe('SeenProblems', () => {
  it('stores the time of each coordinator separately, and restores it after a reload', () => {
    const shared = new StorageInMemory();
    const seen = new SeenProblems(shared);
    seen.choose(EMBEDDED);
    seen.save(4000);
    seen.choose(REMOTE);
    assert.equal(seen.until, undefined);
    seen.save(9000);

    const reloaded = new SeenProblems(shared);
    assert.equal(reloaded.until, undefined);
    reloaded.choose(EMBEDDED);
    assert.equal(reloaded.until, 4000);
    reloaded.choose(REMOTE);
    assert.equal(reloaded.until, 9000);
  });

  it('keeps the 20 coordinators that were changed last, and ignores unreadable values', () => {
    const seen = new SeenProblems(new StorageInMemory({ 'outrunner.problemsSeen': 'text' }));
    for (let index = 0; index < 21; index += 1) {
      seen.choose({ kind: 'remote', url: `https://c${index}.example` });
      seen.save(index);
    }
    const untilOf = (index: number) => {
      seen.choose({ kind: 'remote', url: `https://c${index}.example` });
      return seen.until;
    };
    assert.deepEqual([untilOf(0), untilOf(1), untilOf(20)], [undefined, 1, 20]);
  });
});
