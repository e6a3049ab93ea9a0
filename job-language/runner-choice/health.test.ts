import assert from 'node:assert/strict';
import { type ReplicaSigns, replicaHealth, runnerHealth } from './health.ts';

describe('the health of a replica', () => {
  const alive = {
    everPolled: true,
    polling: true,
    lastSeenAgoMs: 0,
    saidGoodbye: false,
    running: 0,
    maxRunning: 5,
  };
  const health = (signs: Partial<ReplicaSigns>) => replicaHealth({ ...alive, ...signs });

  it('is New until the first poll, and Healthy from it on', () => {
    assert.equal(health({ everPolled: false, polling: false }), 'New');
    assert.equal(health({}), 'Healthy');
  });

  it('is Busy with as many operations as it takes', () => {
    assert.equal(health({ running: 4 }), 'Healthy');
    assert.equal(health({ running: 5 }), 'Busy');
  });

  it('is Unhealthy when it is heard of and asks for no work', () => {
    assert.equal(health({ polling: false, lastSeenAgoMs: 10_000 }), 'Unhealthy');
  });

  it('is Unhealthy while its host cannot start steps, whatever it runs, and Unknown or Down all the same', () => {
    assert.equal(health({ unable: true }), 'Unhealthy');
    assert.equal(health({ unable: true, running: 5 }), 'Unhealthy');
    assert.equal(health({ unable: true, lastSeenAgoMs: 30_001 }), 'Unknown');
    assert.equal(health({ unable: true, saidGoodbye: true }), 'Down');
  });

  it('is Unknown after 30 s of silence, and Down after 120 s or a goodbye', () => {
    assert.equal(health({ lastSeenAgoMs: 30_000 }), 'Healthy');
    assert.equal(health({ lastSeenAgoMs: 30_001 }), 'Unknown');
    assert.equal(health({ lastSeenAgoMs: 120_001, running: 5 }), 'Down');
    assert.equal(health({ saidGoodbye: true }), 'Down');
    assert.equal(replicaHealth({ ...alive, lastSeenAgoMs: 60 }, { unknownMs: 10, downMs: 50 }), 'Down');
  });
});

describe('the health of a runner', () => {
  const health = (...healths: ReturnType<typeof replicaHealth>[]) =>
    runnerHealth(healths.map((one) => ({ health: one, ephemeral: false })));

  it('is that of its replicas where they agree, and New without any', () => {
    assert.equal(health(), 'New');
    assert.equal(health('Down', 'Down'), 'Down');
    assert.equal(health('Busy', 'Busy'), 'Busy');
  });

  it('is Healthy while one of those available has room', () => {
    assert.equal(health('Busy', 'Healthy'), 'Healthy');
    assert.equal(health('New', 'Healthy'), 'Healthy');
  });

  it('is Unhealthy when some replica is unavailable and some is not', () => {
    assert.equal(health('Healthy', 'Down'), 'Unhealthy');
    assert.equal(health('Busy', 'Unknown'), 'Unhealthy');
  });

  it('misses no ephemeral replica', () => {
    const replicas = [
      { health: 'Healthy', ephemeral: true },
      { health: 'Down', ephemeral: true },
    ] as const;
    assert.equal(runnerHealth(replicas), 'Healthy');
  });

  it('is the best of what is left when none is available', () => {
    assert.equal(health('Unknown', 'Down'), 'Unknown');
    assert.equal(health('New', 'Down'), 'New');
  });
});
