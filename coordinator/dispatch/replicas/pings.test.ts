import assert from 'node:assert/strict';
import { InstanceId, ReplicaId, RunnerId, SessionId } from '../../../protocol/ids.ts';
import type { NumberedMessage } from '../../../protocol/runner/poll.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { Pings } from './pings.ts';
import { ReplicaSession } from './replica-session.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Pings', () => {
  it('are removed from the session once they time out, even if the replica acknowledges no message', async () => {
    const clock = new ManualClock();
    const pings = new Pings(clock);
    const session = new ReplicaSession(SessionId.parse('8b0b6a1e-6f3c-4a52-9d0e-0c5b1f0a7f11'), {
      replicaId: ReplicaId.parse('0d8a1b1c-51ab-4f8e-9d53-9a4c8a4a1d01'),
      runnerId: RunnerId.parse('5f0c8d0a-0b52-4f0f-8a0b-2f1b6a3f7c02'),
      runnerName: 'db',
      instanceId: InstanceId.parse('instance'),
    });
    const received: NumberedMessage[] = [];
    const poll = () =>
      session.wait({ answer: (messages) => received.push(...messages), refuse: () => undefined });
    poll();
    const answer = pings.send(session);
    await settled();
    assert.equal(received.splice(0).length, 1);
    poll();
    assert.equal(received.splice(0).length, 1, 'it is sent again until it is acknowledged');
    clock.advance(10_000);
    assert.deepEqual(await answer, { kind: 'silent' });
    poll();
    await settled();
    assert.deepEqual(received, []);
  });
});
