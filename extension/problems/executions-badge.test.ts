import assert from 'node:assert/strict';
import { executionsBadge } from './executions-badge.ts';

describe('executionsBadge', () => {
  it('counts failed executions and those with undelivered notifications, and shows both counts', () => {
    assert.deepEqual(executionsBadge({ failed: 2, undelivered: 1 }), {
      value: 3,
      tooltip:
        '2 executions failed, 1 execution with undelivered notifications since this view was last visible',
    });
    assert.equal(executionsBadge({ failed: 0, undelivered: 0 }), undefined);
  });
});
