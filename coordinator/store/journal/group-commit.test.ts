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

  it('commits all acts of the same tick together', async () => {
    await Promise.all([commits.add(act('a'), 0), commits.add(act('b'), 0)]);
    assert.deepEqual(batches, [['a', 'b']]);
  });

  it('commits an unhurried act together with the next act, in order', async () => {
    const unhurried = commits.addUnhurried(act('a'), 0);
    await Promise.all([unhurried, commits.add(act('b'), 0)]);
    assert.deepEqual(batches, [['a', 'b']]);
  });

  it('commits an unhurried act that follows a commit together with the next act', async () => {
    const first = commits.add(act('a'), 0);
    const unhurried = first.then(() => commits.addUnhurried(act('b'), 0));
    await first;
    await Promise.all([unhurried, commits.add(act('c'), 0)]);
    assert.deepEqual(batches, [['a'], ['b', 'c']]);
  });

  it('commits an unhurried act that no other act follows', async () => {
    await commits.addUnhurried(act('a'), 0);
    assert.deepEqual(batches, [['a']]);
  });

  it('commits unhurried acts before it reports that it is idle', async () => {
    const unhurried = commits.addUnhurried(act('a'), 0);
    await commits.idle();
    assert.deepEqual(batches, [['a']]);
    await unhurried;
  });

  it('fails all waiting and later acts, unhurried or not', async () => {
    const failure = new OutrunnerError('storage-failed', { path: 'journal', problem: 'it is gone' });
    const waiting = [commits.addUnhurried(act('a'), 0), commits.add(act('b'), 0)];
    commits.fail(failure);
    for (const one of waiting) await assert.rejects(one, failure);
    assert.throws(() => commits.check(0), failure);
    assert.deepEqual(batches, []);
  });
});
