import assert from 'node:assert/strict';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { watchIdle } from './idle-watch.ts';

describe('watchIdle', () => {
  it('reports once after the coordinator was unused for a minute', () => {
    const clock = new ManualClock();
    let needed = true;
    let told = 0;
    watchIdle({ isNeeded: () => needed, onIdle: () => (told += 1), clock });
    clock.advance(600_000);
    needed = false;
    clock.advance(55_000);
    needed = true;
    clock.advance(5_000);
    needed = false;
    clock.advance(55_000);
    assert.equal(told, 0);
    clock.advance(10_000);
    assert.equal(told, 1);
    clock.advance(600_000);
    assert.equal(told, 1);
  });

  it('reports nothing after it is stopped', () => {
    const clock = new ManualClock();
    const end = watchIdle({ isNeeded: () => false, onIdle: assert.fail, clock });
    clock.advance(30_000);
    end();
    clock.advance(600_000);
  });
});
