import assert from 'node:assert/strict';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { TerminalTitle } from './terminal-title.ts';

const event = (type: string, more: object = {}) => ({ type, ...more }) as unknown as ExecutionEvent;

describe('TerminalTitle', () => {
  it('shows that the execution waits, its current step, and how it ended', () => {
    const title = new TerminalTitle('#7 backup');
    assert.deepEqual(
      [
        event('waiting', { reason: {} }),
        event('step-started', { stepctx: '2/1', label: 'Check' }),
        event('output'),
        event('step-started', { stepctx: '2/1@node=web2', label: 'Check' }),
        event('execution-ended', { status: 'other', customStatus: 'unknown' }),
      ].map((it) => title.next(it)),
      ['#7 backup (waiting)', '#7 backup › 2/1 Check', undefined, undefined, '#7 backup (unknown)'],
    );
  });
});
