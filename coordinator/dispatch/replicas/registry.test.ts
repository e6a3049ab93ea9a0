import assert from 'node:assert/strict';
import type { RunnerId } from '../../../protocol/ids.ts';
import { operation, queued } from '../testing/queued.ts';
import { TestDispatch } from '../testing/test-dispatch.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the replica registry', () => {
  let dispatch: TestDispatch;
  let id: RunnerId;

  beforeEach(() => {
    dispatch = new TestDispatch();
    id = dispatch.runner('db');
  });

  const healths = (): string[] => dispatch.registry.replicasOf(id).map(({ health }) => health);

  it('knows replicas as New until they poll, then as Healthy', () => {
    dispatch.replica(id, 'db-1');
    assert.deepEqual(healths(), ['New']);
    dispatch.connect(id, 'db-2');
    assert.deepEqual(healths(), ['New', 'Healthy']);
  });

  it('takes a silent replica for Unknown after 30 s and for Down after 120 s', () => {
    dispatch.connect(id, 'db-1').vanish();
    dispatch.clock.advance(30_000);
    assert.deepEqual(healths(), ['Unhealthy']);
    dispatch.clock.advance(1);
    assert.deepEqual(healths(), ['Unknown']);
    dispatch.clock.advance(90_000);
    assert.deepEqual(healths(), ['Down']);
  });

  it('tells how long the process of each replica has run, while it is up', () => {
    const uptime = () => dispatch.registry.replicasOf(id)[0]?.uptime;
    dispatch.clock.advance(500);
    const replica = dispatch.connect(id, 'db-1');
    assert.equal(uptime(), undefined, 'it does not say');
    replica.sync(3_600_000);
    replica.poll();
    dispatch.clock.advance(1000);
    assert.equal(uptime(), 3_601_000);
    replica.vanish();
    dispatch.clock.advance(30_001);
    assert.equal(uptime(), undefined, 'nobody knows');
    replica.sync(200);
    replica.poll();
    assert.equal(uptime(), 200);
    replica.poll({ goodbye: true });
    assert.equal(uptime(), undefined);
  });

  it('takes the settings for how long those silences are', () => {
    const { runner } = dispatch.settings;
    dispatch.set({ runner: { ...runner, unknownSeconds: 5, downSeconds: 7 } });
    dispatch.connect(id, 'db-1').vanish();
    dispatch.clock.advance(5001);
    assert.deepEqual(healths(), ['Unknown']);
    dispatch.clock.advance(2000);
    assert.deepEqual(healths(), ['Down']);
  });

  it('counts silence anew after the coordinator did not run', () => {
    dispatch.connect(id, 'db-1').vanish();
    dispatch.clock.advance(60_000);
    assert.deepEqual(healths(), ['Unknown']);
    dispatch.clock.sleep(3_600_000);
    dispatch.clock.advance(29_000);
    assert.deepEqual(healths(), ['Unhealthy']);
  });

  it('knows a replica from before its start as Unknown until it is heard of', () => {
    dispatch.connect(id, 'db-1');
    const next = new TestDispatch();
    for (const runner of dispatch.runners.values()) next.runners.set(runner.id, runner);
    for (const replica of dispatch.replicas.values()) next.replicas.set(replica.id, replica);
    const restarted = next.restarted();
    assert.equal(restarted.health(id), 'Unknown');
    restarted.close();
  });

  it('takes a replica with as many operations as it takes for Busy', async () => {
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

  it('sums a runner up over its replicas', () => {
    assert.equal(dispatch.registry.health(id), 'New');
    dispatch.connect(id, 'db-1');
    assert.equal(dispatch.registry.health(id), 'Healthy');
    dispatch.connect(id, 'db-2').poll({ goodbye: true });
    assert.equal(dispatch.registry.health(id), 'Unhealthy');
  });

  describe('tells of changes', () => {
    let told: string[][];
    beforeEach(() => {
      dispatch.clock.advance(1000);
      told = [];
      dispatch.registry.onChange((runners) => told.push([...runners]));
    });

    it('of one moment together', () => {
      dispatch.connect(id, 'db-1');
      dispatch.connect(id, 'db-2');
      const other = dispatch.runner('web');
      assert.deepEqual(told, []);
      dispatch.clock.advance(0);
      assert.deepEqual(told, [[id, other]]);
    });

    it('and not of signs of life that change nothing', () => {
      const replica = dispatch.connect(id, 'db-1');
      dispatch.clock.advance(1000);
      told.length = 0;
      for (let n = 0; n < 5; n += 1) {
        replica.poll();
        dispatch.clock.advance(1000);
      }
      assert.deepEqual(told, []);
    });

    it('when silence alone changes a health', () => {
      dispatch.connect(id, 'db-1').vanish();
      dispatch.clock.advance(29_000);
      told.length = 0;
      dispatch.clock.advance(2000);
      assert.deepEqual(told, [[id]]);
    });

    it('until it is no longer listened to', () => {
      const stop = dispatch.registry.onChange(() => assert.fail('told'));
      stop();
      dispatch.connect(id, 'db-1');
      dispatch.clock.advance(1000);
      assert.equal(told.length > 0, true);
    });
  });

  describe('gives up what a silent replica holds', () => {
    const hold = async () => {
      const replica = dispatch.connect(id, 'db-1');
      dispatch.operations.dispatch(queued(1));
      await settled();
      await replica.claim(operation(1));
      replica.vanish();
      return replica;
    };

    it('and says meanwhile what its step waits for', async () => {
      const replica = await hold();
      dispatch.clock.advance(29_000);
      assert.equal(dispatch.queue.whySilent(replica.presence.replicaId), undefined);
      dispatch.clock.advance(16_000);
      assert.equal(
        dispatch.queue.whySilent(replica.presence.replicaId),
        'its step was started by replica db-1 of runner db, silent for 45 s; it is given up after 600 s',
      );
      replica.sync();
      assert.equal(dispatch.queue.whySilent(replica.presence.replicaId), undefined);
    });

    it('after 600 s, naming replica and silence', async () => {
      await hold();
      dispatch.clock.advance(599_000);
      assert.equal(dispatch.operations.losses.length, 0);
      dispatch.clock.advance(1000);
      await settled();
      assert.equal(dispatch.operations.losses.length, 1);
      assert.match(
        dispatch.operations.losses[0]?.problem ?? '',
        /replica db-1 of runner db was silent for 600 s/,
      );
    });

    it('once', async () => {
      await hold();
      dispatch.clock.advance(700_000);
      await settled();
      dispatch.clock.advance(700_000);
      await settled();
      assert.equal(dispatch.operations.losses.length, 1);
      assert.equal(dispatch.givenUp, 1);
    });

    it('and not while the coordinator itself slept', async () => {
      await hold();
      dispatch.clock.advance(300_000);
      dispatch.clock.sleep(3_600_000);
      dispatch.clock.advance(590_000);
      assert.equal(dispatch.operations.losses.length, 0);
    });

    it('and not when it comes back in time', async () => {
      const replica = await hold();
      dispatch.clock.advance(500_000);
      replica.sync();
      replica.poll();
      dispatch.clock.advance(500_000);
      assert.equal(dispatch.operations.losses.length, 0);
    });
  });

  describe('of an ephemeral runner', () => {
    beforeEach(() => {
      id = dispatch.runner('ephemeral', { replicaType: 'ephemeral' });
    });

    it('removes a replica that was silent for 600 s', async () => {
      const { presence } = dispatch.connect(id, 'pod-1');
      dispatch.registry.session(presence.session?.id ?? '')?.refusePoll('session-unknown');
      dispatch.clock.advance(599_000);
      assert.equal(dispatch.removed.length, 0);
      dispatch.clock.advance(2000);
      await settled();
      assert.ok(dispatch.removed.includes(presence.replicaId));
    });

    it('is not Unhealthy for a replica that is gone', () => {
      dispatch.connect(id, 'pod-1');
      dispatch.connect(id, 'pod-2').poll({ goodbye: true });
      assert.equal(dispatch.registry.health(id), 'Healthy');
    });
  });

  it('keeps the persistent replicas of other runners, however silent', async () => {
    dispatch.connect(id, 'db-1').vanish();
    dispatch.clock.advance(10_000_000);
    await settled();
    assert.equal(dispatch.removed.length, 0);
  });
});
