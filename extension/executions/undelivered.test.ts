import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { Delivery } from '../../protocol/entities/delivery.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { undeliveredOf, undeliveredTooltip } from './undelivered.ts';

const attempt = { time: 0, problem: 'status 500' };
const delivery = (more: object) =>
  Delivery.parse({
    id: '1',
    trigger: 'onfailure',
    kind: 'webhook',
    target: 'https://x',
    attempts: [],
    ...more,
  });
const failed = delivery({
  kind: 'email',
  target: 'ops@example.com',
  state: 'failed',
  attempts: [attempt, { time: 1, problem: 'connection refused' }],
});

describe('undeliveredOf', () => {
  it('shows the receiver and the last problem of a failed delivery', () => {
    assert.deepEqual(undeliveredOf([failed]), [
      {
        id: '1',
        receiver: 'Mail to ops@example.com',
        isFinal: true,
        problem: 'failed after 2 attempts: connection refused',
      },
    ]);
  });

  it('states when the coordinator tries the delivery again', () => {
    const nextAt = Date.now() + 3_600_000;
    const [pending] = undeliveredOf([delivery({ state: 'pending', attempts: [attempt], nextAt })]);
    assert.equal(pending?.problem, `will be retried at ${timeOfDay(nextAt)}: status 500`);
    assert.equal(pending?.isFinal, false);
  });

  it('omits deliveries that succeeded, are not needed, or were not tried yet', () => {
    const others = [
      delivery({ state: 'delivered', attempts: [attempt, { time: 1 }] }),
      delivery({ state: 'not-needed' }),
      delivery({ state: 'pending', nextAt: 0 }),
    ];
    assert.deepEqual(undeliveredOf(others), []);
  });
});

describe('the tooltip of an execution', () => {
  const execution = ExecutionId.parse(7);
  /** A coordinator on which only this execution has notifications. */
  const client = (deliveries: readonly Delivery[]): Pick<Client, 'listExecutionNotifications'> => ({
    listExecutionNotifications: async ({ params }) => ({
      notifications: params.execution === execution ? [...deliveries] : [],
    }),
  });

  it('shows the notifications that were not delivered', async () => {
    const text = await undeliveredTooltip(client([failed]), execution);
    assert.match(
      text ?? '',
      /^\$\(warning\) Mail to ops@example\\\.com failed after 2 attempts: connection refused$/,
    );
  });

  it('shows no further text if all notifications were delivered, or if they cannot be read', async () => {
    assert.equal(await undeliveredTooltip(client([]), execution), undefined);
    const delivered = delivery({ state: 'delivered' });
    assert.equal(await undeliveredTooltip(client([delivered]), execution), undefined);
    assert.equal(await undeliveredTooltip(undefined, execution), undefined);
    const broken = { listExecutionNotifications: () => Promise.reject(new Error('gone')) };
    assert.equal(await undeliveredTooltip(broken, execution), undefined);
  });
});
