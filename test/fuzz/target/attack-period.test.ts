import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { attackPeriod } from './attack-period.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('the period of an attack', () => {
  it('ends for a loop that only polls the signal, even if garbage is collected', async () => {
    const period = attackPeriod(0.2, new AbortController().signal);
    while (!period.aborted) {
      await pause(10);
      collectGarbage();
    }
  });

  it('ends early if the campaign is interrupted', () => {
    const interrupted = new AbortController();
    const period = attackPeriod(3600, interrupted.signal);
    assert.equal(period.aborted, false);
    interrupted.abort();
    assert.equal(period.aborted, true);
    assert.equal(attackPeriod(3600, interrupted.signal).aborted, true);
  });
});
