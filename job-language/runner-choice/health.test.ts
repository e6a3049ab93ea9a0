import assert from 'node:assert/strict';
import { Health } from '../../protocol/entities/replica.ts';
import { isHealthy, type ReplicaSigns, replicaHealth, runnerHealth } from './health.ts';

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

  it('is New until the first poll, then Healthy', () => {
    assert.equal(health({ everPolled: false, polling: false }), 'New');
    assert.equal(health({}), 'Healthy');
  });

  it('is Busy at full capacity', () => {
    assert.equal(health({ running: 4 }), 'Healthy');
    assert.equal(health({ running: 5 }), 'Busy');
  });

  it('counts as healthy while it is Healthy or Busy', () => {
    assert.deepEqual(Health.options.filter(isHealthy), ['Healthy', 'Busy']);
  });

  it('is Unhealthy if it sends signs of life but does not poll', () => {
    assert.equal(health({ polling: false, lastSeenAgoMs: 10_000 }), 'Unhealthy');
  });

  it('is Unhealthy while its host cannot start steps, unless it is Unknown or Down', () => {
    assert.equal(health({ unable: true }), 'Unhealthy');
    assert.equal(health({ unable: true, running: 5 }), 'Unhealthy');
    assert.equal(health({ unable: true, lastSeenAgoMs: 30_001 }), 'Unknown');
    assert.equal(health({ unable: true, saidGoodbye: true }), 'Down');
  });

  it('is Unknown after 30 s without a sign of life, and Down after 120 s or a sign-off', () => {
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

  it('is the health of its replicas if they agree, and New without replicas', () => {
    assert.equal(health(), 'New');
    assert.equal(health('Down', 'Down'), 'Down');
    assert.equal(health('Busy', 'Busy'), 'Busy');
  });

  it('is Healthy while one of the available replicas has capacity', () => {
    assert.equal(health('Busy', 'Healthy'), 'Healthy');
    assert.equal(health('New', 'Healthy'), 'Healthy');
  });

  it('is Unhealthy if some replicas are available and others are Down or Unknown', () => {
    assert.equal(health('Healthy', 'Down'), 'Unhealthy');
    assert.equal(health('Busy', 'Unknown'), 'Unhealthy');
  });

  it('ignores unavailable ephemeral replicas', () => {
    const replicas = [
      { health: 'Healthy', ephemeral: true },
      { health: 'Down', ephemeral: true },
    ] as const;
    assert.equal(runnerHealth(replicas), 'Healthy');
  });

  it('is the best health of the unavailable replicas if none is available', () => {
    assert.equal(health('Unknown', 'Down'), 'Unknown');
    assert.equal(health('New', 'Down'), 'New');
  });
});
