import assert from 'node:assert/strict';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import type { CommandContext } from './command.ts';
import { showStarted } from './show-started.ts';

describe('showStarted', () => {
  const id = ExecutionId.parse(7);

  /** Returns what was opened by a command whose coordinator is checked by `pinned`. */
  function opened(pinned: () => undefined): readonly unknown[] {
    const all: unknown[] = [];
    const editor = { revealsOutput: true, openOutput: (...shown: unknown[]) => all.push(shown) };
    const context = { pinned, editor } as unknown as CommandContext;
    try {
      showStarted(context, id, { name: 'backup' });
    } catch (error) {
      all.push(error);
    }
    return all;
  }

  it('opens the output of an execution that this window started', () => {
    assert.deepEqual(
      opened(() => undefined),
      [[id, { reveal: true, startedHere: true, name: 'backup' }]],
    );
  });

  it('opens nothing if the window has switched to another coordinator', () => {
    const switched = new OutrunnerError('coordinator-switched');
    assert.deepEqual(
      opened(() => {
        throw switched;
      }),
      [switched],
    );
  });
});
