import assert from 'node:assert/strict';
import type { Health } from '../../../protocol/entities/replica.ts';
import { explainWaiting, type MatchingReplica, type MatchingRunner } from './why-waiting.ts';

const replica = (more: Partial<MatchingReplica> = {}): MatchingReplica => ({
  polling: true,
  draining: false,
  running: 25,
  maxRunning: 25,
  ...more,
});
const runner = (health: Health, ...replicas: MatchingReplica[]): MatchingRunner => ({
  name: 'db',
  health,
  replicas,
});
const gone = replica({ polling: false });
const why = (matching: MatchingRunner[], more: object = {}): string =>
  explainWaiting({ target: 'tags', runnersEnabled: true, offeredTo: [], matching, ...more });

describe('explainWaiting', () => {
  it('reports that runners are switched off before any other reason', () => {
    assert.equal(why([runner('Down', gone)], { runnersEnabled: false }), 'runners are switched off');
  });

  it('reports the project for which runners are switched off, unless the operation is for the Local Runner', () => {
    const off = { project: 'shop' };
    assert.equal(why([runner('Healthy', gone)], off), 'runners are switched off for project shop');
    assert.equal(why([runner('Down', gone)], { ...off, target: 'local' }), 'the Local Runner is Down');
  });

  it('lists the runners that were chosen for a node', () => {
    const chosen = { target: 'runners' };
    assert.equal(why([runner('Down', gone)], chosen), 'runner db is Down');
    assert.equal(
      why([runner('Busy', replica())], chosen),
      'runner db: the only matching replica is busy (25 of 25 running)',
    );
    assert.equal(
      why([runner('Healthy', replica({ paused: true }))], chosen),
      'runner db: the only matching replica is paused',
    );
  });

  it('reports the health of runners that are not connected', () => {
    assert.equal(why([runner('Unknown', gone)]), '1 runner matches; it is Unknown');
    assert.equal(why([runner('Down', gone), runner('Down', gone)]), '2 runners match; both are Down');
    const three = [runner('Down', gone), runner('Down', gone), runner('Down', gone)];
    assert.equal(why(three), '3 runners match; all are Down');
    assert.equal(
      why([runner('Down', gone), runner('Unknown', gone), runner('Down', gone)]),
      '3 runners match; 2 are Down, 1 is Unknown',
    );
    assert.equal(why([runner('New')]), '1 runner matches; it is without a replica');
  });

  it('reports running operations and capacity if all replicas are busy', () => {
    const matching = [runner('Busy', replica()), runner('Busy', replica(), gone)];
    assert.equal(why(matching), 'all 2 available matching replicas are busy (50 of 50 running)');
    assert.equal(why([runner('Busy', replica())]), 'the only matching replica is busy (25 of 25 running)');
  });

  it('reports that all replicas are draining', () => {
    assert.equal(
      why([runner('Healthy', replica({ draining: true }))]),
      'the only matching replica is draining',
    );
  });

  it('reports that all replicas are paused, or how many are paused and draining', () => {
    const paused = replica({ paused: true });
    assert.equal(why([runner('Healthy', paused)]), 'the only matching replica is paused');
    assert.equal(why([runner('Unhealthy', paused, gone)]), 'the only reachable matching replica is paused');
    assert.equal(why([runner('Healthy', paused, paused)]), 'all 2 matching replicas are paused');
    assert.equal(
      why([runner('Healthy', paused, replica({ draining: true }))]),
      'all 2 matching replicas take no new work (1 paused, 1 draining)',
    );
  });

  it('reports which runner was offered the operation', () => {
    assert.equal(
      why([runner('Healthy', replica())], { offeredTo: ['db'] }),
      'offered to runner db, which has not claimed it yet',
    );
  });

  it('refers to the Local Runner if no runner was requested', () => {
    assert.equal(why([], { target: 'local' }), 'there is no Local Runner');
    assert.equal(why([runner('Down', gone)], { target: 'local' }), 'the Local Runner is Down');
  });
});
