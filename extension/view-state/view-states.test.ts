import assert from 'node:assert/strict';
import { JobId, RunnerId } from '../../protocol/ids.ts';
import { StorageInMemory } from '../testing/storage-in-memory.ts';
import { withoutPins, withPins } from './pins.ts';
import {
  DEFAULT_VIEW_STATE,
  MOST_PINS,
  readStates,
  stateOf,
  type ViewState,
  withState,
} from './view-state.ts';
import { ViewStates } from './view-states.ts';

const EMBEDDED = { kind: 'embedded' } as const;
const REMOTE = { kind: 'remote', url: 'https://outrunner.example' } as const;

/** Opens states that share a storage. */
function storage() {
  const shared = new StorageInMemory();
  const changes: ViewState[] = [];
  return {
    stored: shared.stored,
    changes,
    opened: () => new ViewStates(shared, (state) => changes.push(state)),
  };
}

describe('ViewStates', () => {
  it('stores the state of each coordinator separately, and restores it after a reload', () => {
    const { opened, changes } = storage();
    const states = opened();
    states.choose(EMBEDDED);
    states.update({ runners: { filter: 'web', group: 'health' }, pinnedJobs: [JobId.parse('j1')] });
    assert.equal(changes.length, 1);
    states.choose(REMOTE);
    assert.deepEqual(states.current, DEFAULT_VIEW_STATE);
    states.update({ keys: { filter: 'db' } });

    const reloaded = opened();
    reloaded.choose(EMBEDDED);
    assert.deepEqual(reloaded.current.runners, { filter: 'web', group: 'health' });
    assert.deepEqual(reloaded.current.pinnedJobs, ['j1']);
    reloaded.choose(REMOTE);
    assert.deepEqual(reloaded.current.keys, { filter: 'db' });
  });

  it('stores nothing while no coordinator is chosen', () => {
    const { opened, stored } = storage();
    opened().update({ keys: { filter: 'db' } });
    assert.equal(stored.size, 0);
  });
});

describe('the stored states of views', () => {
  it('replace an unreadable part with its default, and keep the others', () => {
    const state = {
      runners: { filter: 'web', sort: 'no order' },
      tags: 7,
      pinnedRunners: Array.from({ length: MOST_PINS + 1 }, () => 'r1'),
      keys: { filter: 'db' },
    };
    const read = stateOf(readStates([{ coordinator: 'embedded', state }]), 'embedded');
    assert.deepEqual(read, {
      ...DEFAULT_VIEW_STATE,
      runners: { filter: 'web', sort: undefined },
      keys: { filter: 'db' },
    });
    for (const stored of [undefined, 'text', [{ coordinator: 7 }]]) assert.deepEqual(readStates(stored), []);
  });

  it('keep the 20 coordinators that were changed last', () => {
    let states = readStates(undefined);
    for (let index = 0; index < 21; index += 1)
      states = withState(states, `https://c${index}.example`, {
        ...DEFAULT_VIEW_STATE,
        keys: { filter: 'db' },
      });
    assert.equal(states.length, 20);
    assert.equal(stateOf(states, 'https://c0.example'), DEFAULT_VIEW_STATE);
  });
});

describe('pins', () => {
  it('are added once, in the order of pinning, up to a limit, and removed', () => {
    const [a, b, c] = [RunnerId.parse('a'), RunnerId.parse('b'), RunnerId.parse('c')];
    assert.deepEqual(withPins([a], [b, a], 2), [a, b]);
    assert.deepEqual(withPins([a, b], [c], 2), [b, c]);
    assert.deepEqual(withoutPins([a, b, c], [b]), [a, c]);
  });
});
