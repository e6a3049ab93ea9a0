import assert from 'node:assert/strict';
import type { Subject } from '../tree/tree-node.ts';
import { draggedRows, draggedText } from './dragged-rows.ts';

const runner: Subject = { kind: 'runner', runnerId: 'r1' };

describe('dragged rows', () => {
  it('are written to a text, without rows that cannot be dropped anywhere', () => {
    const text = draggedText([runner, { kind: 'execution', executionId: 7 }, { kind: 'tag', tag: 'db' }]);
    assert.deepEqual(draggedRows(text ?? ''), [runner, { kind: 'tag', tag: 'db' }]);
    assert.equal(draggedText([{ kind: 'key', path: 'keys/a' }]), undefined);
  });

  it('are rejected if the text is malformed', () => {
    assert.throws(() => draggedRows('[{"kind":"runner"}]'));
  });
});
