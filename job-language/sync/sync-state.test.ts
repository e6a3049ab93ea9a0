import assert from 'node:assert/strict';
import { type SyncState, type SyncVersions, syncState } from './sync-state.ts';

const cases: readonly [SyncState, Omit<SyncVersions, 'shared'>, boolean?][] = [
  ['same', { local: 'a', remote: 'a' }],
  ['modified', { local: 'b', remote: 'a', base: 'a' }],
  ['behind', { local: 'a', remote: 'b', base: 'a' }],
  ['conflict', { local: 'b', remote: 'c', base: 'a' }],
  ['conflict', { local: 'b', remote: 'a' }],
  ['only-there', { remote: 'a' }, false],
  ['deleted-here', { remote: 'a', base: 'a' }, true],
  ['conflict', { remote: 'b', base: 'a' }, true],
  ['only-here', { local: 'a' }, false],
  ['deleted-there', { local: 'a', base: 'a' }, true],
  ['conflict', { local: 'b', base: 'a' }, true],
];

describe('the state of a job in a linked folder', () => {
  for (const [state, versions, shared = true] of cases) {
    it(`is ${state} with ${JSON.stringify(versions)}${shared ? '' : ' if it was never shared'}`, () => {
      assert.equal(syncState({ ...versions, shared }), state);
    });
  }
});
