import assert from 'node:assert/strict';
import type { RunnerId } from '../../../protocol/ids.ts';
import { operation, queued } from '../testing/queued.ts';
import { TestDispatch } from '../testing/test-dispatch.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Registry', () => {
  let dispatch: TestDispatch;
  let id: RunnerId;

  beforeEach(() => {
    dispatch = new TestDispatch();
    id = dispatch.runner('db');
  });

  const healths = (): string[] => dispatch.registry.replicasOf(id).map(({ health }) => health);

  it('reports replicas as New until they poll, then as Healthy', () => {
    dispatch.replica(id, 'db-1');
    assert.deepEqual(healths(), ['New']);
    dispatch.connect(id, 'db-2');
    assert.deepEqual(healths(), ['New', 'Healthy']);
  });

  it('reports an unresponsive replica as Unknown after 30 s and as Down after 120 s', () => {
    dispatch.connect(id, 'db-1').vanish();
    dispatch.clock.advance(30_000);
    assert.deepEqual(healths(), ['Unhealthy']);
    dispatch.clock.advance(1);
    assert.deepEqual(healths(), ['Unknown']);
    dispatch.clock.advance(90_000);
    assert.deepEqual(healths(), ['Down']);
  });

  it('reports the uptime of each replica while its process is running', () => {
    const uptime = () => dispatch.registry.replicasOf(id)[0]?.uptime;
    dispatch.clock.advance(500);
    const replica = dispatch.connect(id, 'db-1');
    replica.sync(3_600_000);
    replica.poll();
    dispatch.clock.advance(1000);
    assert.equal(uptime(), 3_601_000);
    replica.vanish();
    dispatch.clock.advance(30_001);
    assert.equal(uptime(), undefined, 'unresponsive');
    replica.sync(200);
    replica.poll();
    assert.equal(uptime(), 200);
    replica.poll({ goodbye: true });
    assert.equal(uptime(), undefined);
  });

  it('closes the session of a replica that leaves more than 20,000 messages unacknowledged', () => {
    const { session, presence } = dispatch.connect(id, 'db-1');
    for (let n = 0; n < 20_001; n += 1) session.push({ type: 'drain' });
    const poll = { acknowledged: 0, running: 0, maxRunning: 1, draining: false, goodbye: false, pongs: [] };
    let refused = '';
    dispatch.registry.polled(presence, session, poll, {
      answer: () => undefined,
      refuse: (code) => {
        refused = code;
      },
    });
    assert.equal(refused, 'session-unknown');
    assert.equal(presence.session, undefined);
  });

  it('uses the limits from the settings for Unknown and Down', () => {
    const { runner } = dispatch.settings;
    dispatch.set({ runner: { ...runner, unknownSeconds: 5, downSeconds: 7 } });
    dispatch.connect(id, 'db-1').vanish();
    dispatch.clock.advance(5001);
    assert.deepEqual(healths(), ['Unknown']);
    dispatch.clock.advance(2000);
    assert.deepEqual(healths(), ['Down']);
  });

  it('restarts the timeouts of a replica after the coordinator was suspended', () => {
    dispatch.connect(id, 'db-1').vanish();
    dispatch.clock.advance(60_000);
    assert.deepEqual(healths(), ['Unknown']);
    dispatch.clock.sleep(3_600_000);
    dispatch.clock.advance(29_000);
    assert.deepEqual(healths(), ['Unhealthy']);
  });

  it('reports a runner as Unknown if its replica has given no sign of life since the coordinator restarted', () => {
    dispatch.connect(id, 'db-1');
    const next = new TestDispatch();
    for (const runner of dispatch.runners.values()) next.runners.set(runner.id, runner);
    for (const replica of dispatch.replicas.values()) next.replicas.set(replica.id, replica);
    const restarted = next.restarted();
    assert.equal(restarted.health(id), 'Unknown');
    restarted.close();
  });

  it('reports a replica at capacity as Busy', async () => {
    const replica = dispatch.connect(id, 'db-1', 1);
    dispatch.operations.dispatch(queued(1));
    await settled();
    await replica.claim(operation(1));
    assert.deepEqual(healths(), ['Busy']);
    assert.deepEqual(
      dispatch.registry.replicasOf(id).map(({ running, maxRunning }) => [running, maxRunning]),
      [[1, 1]],
    );
  });

  it('derives the health of a runner from its replicas', () => {
    assert.equal(dispatch.registry.health(id), 'New');
    dispatch.connect(id, 'db-1');
    assert.equal(dispatch.registry.health(id), 'Healthy');
    dispatch.connect(id, 'db-2').poll({ goodbye: true });
    assert.equal(dispatch.registry.health(id), 'Unhealthy');
  });

  describe('notifications of changes', () => {
    let notified: string[][];
    beforeEach(() => {
      dispatch.clock.advance(1000);
      notified = [];
      dispatch.registry.onChange((runners) => notified.push([...runners]));
    });

    it('combine changes that happen together', () => {
      dispatch.connect(id, 'db-1');
      dispatch.connect(id, 'db-2');
      const other = dispatch.runner('web');
      assert.deepEqual(notified, []);
      dispatch.clock.advance(0);
      assert.deepEqual(notified, [[id, other]]);
    });

    it('are not sent for signs of life that change nothing', () => {
      const replica = dispatch.connect(id, 'db-1');
      dispatch.clock.advance(1000);
      notified.length = 0;
      for (let n = 0; n < 5; n += 1) {
        replica.poll();
        dispatch.clock.advance(1000);
      }
      assert.deepEqual(notified, []);
    });

    for (const [what, facts] of Object.entries({
      labels: { labels: { rack: 'r2' } },
      user: { user: 'someone-else' },
      hostname: { hostname: 'db-9' },
      platform: { platform: 'plan9' },
      pty: { pty: false },
    })) {
      it(`are sent once after a change of the replica’s ${what}`, () => {
        const { presence, session } = dispatch.connect(id, 'db-1');
        const report = { maxRunning: presence.maxRunning, uptimeMilliseconds: 0 };
        presence.host = { ...presence.host, pty: true };
        dispatch.clock.advance(1000);
        notified.length = 0;
        dispatch.registry.openSession(session.claimant, { ...report, host: { ...presence.host, ...facts } });
        dispatch.clock.advance(1000);
        assert.deepEqual(notified, [[id]]);
        notified.length = 0;
        dispatch.registry.openSession(session.claimant, { ...report, host: { ...presence.host } });
        dispatch.clock.advance(1000);
        assert.deepEqual(notified, [], 'the same facts in another session');
      });
    }

    it('are sent when an administrator confirms changed facts of the host', () => {
      const { presence } = dispatch.connect(id, 'db-1');
      const confirm = (hostname: string) => {
        notified.length = 0;
        dispatch.changeReplica(presence.replicaId, { pinned: { ...presence.host, hostname } });
        dispatch.clock.advance(1000);
        return notified;
      };
      assert.deepEqual(confirm('one'), [[id]]);
      assert.deepEqual(confirm('two'), [[id]]);
    });

    it('are sent when a missing sign of life changes the health of a replica', () => {
      dispatch.connect(id, 'db-1').vanish();
      dispatch.clock.advance(29_000);
      notified.length = 0;
      dispatch.clock.advance(2000);
      assert.deepEqual(notified, [[id]]);
    });

    it('stop after the listener has unsubscribed', () => {
      const stop = dispatch.registry.onChange(() => assert.fail('notified'));
      stop();
      dispatch.connect(id, 'db-1');
      dispatch.clock.advance(1000);
      assert.equal(notified.length > 0, true);
    });
  });

  describe('the operations of an unresponsive replica', () => {
    const hold = async () => {
      const replica = dispatch.connect(id, 'db-1');
      dispatch.operations.dispatch(queued(1));
      await settled();
      await replica.claim(operation(1));
      replica.vanish();
      return replica;
    };

    it('are reported as waiting for the replica', async () => {
      const replica = await hold();
      dispatch.clock.advance(29_000);
      assert.equal(dispatch.queue.whySilent(replica.presence.replicaId), undefined);
      dispatch.clock.advance(16_000);
      assert.equal(
        dispatch.queue.whySilent(replica.presence.replicaId),
        'its step was started by replica db-1 of runner db, unresponsive for 45 s; the step is abandoned after 600 s',
      );
      replica.sync();
      assert.equal(dispatch.queue.whySilent(replica.presence.replicaId), undefined);
    });

    it('are abandoned after 600 s with a reason that contains the name of the replica', async () => {
      await hold();
      dispatch.clock.advance(599_000);
      assert.equal(dispatch.operations.losses.length, 0);
      dispatch.clock.advance(1000);
      await settled();
      assert.equal(dispatch.operations.losses.length, 1);
      assert.match(
        dispatch.operations.losses[0]?.problem ?? '',
        /replica db-1 of runner db was unresponsive for 600 s/,
      );
    });

    it('are abandoned only once', async () => {
      await hold();
      dispatch.clock.advance(700_000);
      await settled();
      dispatch.clock.advance(700_000);
      await settled();
      assert.equal(dispatch.operations.losses.length, 1);
      assert.equal(dispatch.abandoned, 1);
    });

    it('are not abandoned because of time during which the coordinator was suspended', async () => {
      await hold();
      dispatch.clock.advance(300_000);
      dispatch.clock.sleep(3_600_000);
      dispatch.clock.advance(590_000);
      assert.equal(dispatch.operations.losses.length, 0);
    });

    it('are not abandoned if the replica returns in time', async () => {
      const replica = await hold();
      dispatch.clock.advance(500_000);
      replica.sync();
      replica.poll();
      dispatch.clock.advance(500_000);
      assert.equal(dispatch.operations.losses.length, 0);
    });
  });

  describe('with an ephemeral runner', () => {
    beforeEach(() => {
      id = dispatch.runner('ephemeral', { replicaType: 'ephemeral' });
    });

    it('removes a replica that was unresponsive for 600 s', async () => {
      const { presence } = dispatch.connect(id, 'pod-1');
      dispatch.registry.session(presence.session?.id ?? '')?.refusePoll('session-unknown');
      dispatch.clock.advance(599_000);
      assert.equal(dispatch.removed.length, 0);
      dispatch.clock.advance(2000);
      await settled();
      assert.ok(dispatch.removed.includes(presence.replicaId));
    });

    it('reports the runner as Healthy although a replica has signed off', () => {
      dispatch.connect(id, 'pod-1');
      dispatch.connect(id, 'pod-2').poll({ goodbye: true });
      assert.equal(dispatch.registry.health(id), 'Healthy');
    });
  });

  it('does not remove a persistent replica that was unresponsive for 10,000 s', async () => {
    dispatch.connect(id, 'db-1').vanish();
    dispatch.clock.advance(10_000_000);
    await settled();
    assert.equal(dispatch.removed.length, 0);
  });
});
