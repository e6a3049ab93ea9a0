import assert from 'node:assert/strict';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { GroupCommit } from './group-commit.ts';
import type { JournalAct } from './journal-acts.ts';

const act = (name: string): JournalAct => ({ kind: 'meta', name, value: '' });

describe('the group commit of the journal', () => {
  let batches: string[][];
  let commits: GroupCommit;

  beforeEach(() => {
    batches = [];
    commits = new GroupCommit(async (acts) => {
      batches.push(acts.map((one) => (one.kind === 'meta' ? one.name : one.kind)));
      return new Map();
    });
  });

  it('commits together what is asked for in one turn', async () => {
    await Promise.all([commits.add(act('a'), 0), commits.add(act('b'), 0)]);
    assert.deepEqual(batches, [['a', 'b']]);
  });

  it('takes an unhurried act along with the next one, in their order', async () => {
    const unhurried = commits.addUnhurried(act('a'), 0);
    await Promise.all([unhurried, commits.add(act('b'), 0)]);
    assert.deepEqual(batches, [['a', 'b']]);
  });

  it('does not let an unhurried act follow a commit alone', async () => {
    const first = commits.add(act('a'), 0);
    const unhurried = first.then(() => commits.addUnhurried(act('b'), 0));
    await first;
    await Promise.all([unhurried, commits.add(act('c'), 0)]);
    assert.deepEqual(batches, [['a'], ['b', 'c']]);
  });

  it('commits an unhurried act that nothing follows', async () => {
    await commits.addUnhurried(act('a'), 0);
    assert.deepEqual(batches, [['a']]);
  });

  it('leaves nothing waiting once it is idle', async () => {
    const unhurried = commits.addUnhurried(act('a'), 0);
    await commits.idle();
    assert.deepEqual(batches, [['a']]);
    await unhurried;
  });

  it('fails what waits, unhurried or not, and whatever comes', async () => {
    const failure = new OutrunnerError('storage-failed', { path: 'journal', problem: 'it is gone' });
    const waiting = [commits.addUnhurried(act('a'), 0), commits.add(act('b'), 0)];
    commits.fail(failure);
    for (const one of waiting) await assert.rejects(one, failure);
    assert.throws(() => commits.check(0), failure);
    assert.deepEqual(batches, []);
  });
});
