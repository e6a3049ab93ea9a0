import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExecutionId } from '../../../protocol/ids.ts';
import { type PreviousTerminal, reopenWatched } from './reopen-watched.ts';
import { WatchedExecutions } from './watched-executions.ts';

const id = (number: number) => ExecutionId.parse(number);

/** A stored list whose window switches to another coordinator as soon as an execution is removed. */
class SwitchingStore extends WatchedExecutions {
  hasSwitched = false;

  override async remove(execution: ExecutionId): Promise<void> {
    this.hasSwitched = true;
    await super.remove(execution);
  }
}

describe('reopenWatched', () => {
  let folder: string;
  let store: SwitchingStore;
  const shown: (PreviousTerminal & { readonly hasSwitched: boolean })[] = [];
  const closed: ExecutionId[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-reopen-'));
    store = new SwitchingStore(join(folder, 'watched.json'), (error) => assert.ifError(error));
    for (const execution of [1, 2, 3]) await store.add(id(execution));
    shown.length = 0;
    closed.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const reopen = (known: readonly number[], isCurrent = () => true) =>
    reopenWatched(store, {
      isCurrent,
      known: () => new Set(known.map(id)),
      reopen: (terminals, unknown) => {
        shown.push(...terminals.map((it) => ({ ...it, hasSwitched: store.hasSwitched })));
        closed.push(...unknown);
      },
    });

  it('opens the terminals of known executions before the window can switch to another coordinator', async () => {
    await reopen([2, 3]);
    assert.deepEqual(
      shown.map((it) => [it.id, it.hasSwitched]),
      [
        [2, false],
        [3, false],
      ],
    );
    assert.deepEqual(closed, [1]);
    assert.deepEqual(
      (await store.current()).executions.map((it) => it.id),
      [2, 3],
    );
  });

  it('restores the active terminal with its node, the pins and the closed nodes', async () => {
    await store.setFront(id(2), 'web1');
    await store.pin(id(3));
    await store.closeNode(id(3), 'web2');
    await reopen([1, 2, 3]);
    assert.deepEqual(
      shown.map(({ isFront, frontNode, isPinned, closedNodes }) => [
        isFront,
        frontNode,
        isPinned,
        closedNodes,
      ]),
      [
        [false, undefined, false, []],
        [true, 'web1', false, []],
        [false, undefined, true, ['web2']],
      ],
    );
  });

  it('leaves the list unchanged if the window switched while the list was read', async () => {
    await reopen([2, 3], () => false);
    assert.deepEqual(shown, []);
    assert.deepEqual(
      (await store.current()).executions.map((it) => it.id),
      [1, 2, 3],
    );
  });
});
