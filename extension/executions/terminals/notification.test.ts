import assert from 'node:assert/strict';
import { notificationOf } from './notification.ts';

const end = (status: 'succeeded' | 'failed') =>
  ({
    type: 'execution-ended',
    execution: 7,
    status,
    ...(status === 'failed' ? { reason: { code: 'step-failed', message: 'exit code 3' } } : {}),
    time: 0,
  }) as unknown as Parameters<typeof notificationOf>[2];

describe('notificationOf', () => {
  it('returns a notification only if the setting requests one', () => {
    assert.equal(notificationOf('never', '#7 backup', end('failed')), undefined);
    assert.equal(notificationOf('failure', '#7 backup', end('succeeded')), undefined);
    assert.equal(notificationOf('always', '#7 backup', end('succeeded'))?.message, '#7 backup succeeded');
  });

  it('includes the reason of a failure', () => {
    assert.deepEqual(notificationOf('failure', '#7 backup', end('failed')), {
      message: '#7 backup failed: exit code 3',
      isFailure: true,
    });
  });
});
