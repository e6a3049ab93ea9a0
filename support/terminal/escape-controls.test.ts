import assert from 'node:assert/strict';
import { escapeControls, escapeControlsInLines } from './escape-controls.ts';

describe('external text', () => {
  it('has its control characters escaped as in JSON, including 8-bit ones', () => {
    assert.equal(
      escapeControls('a\nb\tc\u001b[2J\u009b2J\u007f é 語'),
      'a\\nb\\tc\\u001b[2J\\u009b2J\\u007f é 語',
    );
  });

  it('has Unicode line breaks and bidirectional controls escaped', () => {
    assert.equal(escapeControls('a\u2028b\u202ec\u2066'), 'a\\u2028b\\u202ec\\u2066');
  });

  it('keeps its lines, and indents all but the first', () => {
    assert.equal(escapeControlsInLines('a\nb\u001b\n  c'), 'a\n  b\\u001b\n  c');
  });
});
