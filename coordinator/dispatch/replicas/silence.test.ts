import assert from 'node:assert/strict';
import { ManualClock } from '../testing/manual-clock.ts';
import { Silence } from './silence.ts';

const tickFor = (clock: ManualClock, silence: Silence, seconds: number): void => {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1000);
    silence.observe();
  }
};

describe('Silence', () => {
  it('is counted from the last sign of life', () => {
    const clock = new ManualClock();
    const silence = new Silence(clock);
    tickFor(clock, silence, 10);
    const sign = silence.observe();
    tickFor(clock, silence, 7);
    assert.equal(silence.since(sign), 7000);
  });

  it('is counted from the start of the coordinator if there was no sign of life', () => {
    const clock = new ManualClock();
    tickFor(clock, new Silence(clock), 100);
    const silence = new Silence(clock);
    tickFor(clock, silence, 3);
    assert.equal(silence.since(undefined), 3000);
  });

  it('restarts for all replicas after the coordinator was suspended for more than 5 s', () => {
    const clock = new ManualClock();
    const silence = new Silence(clock);
    tickFor(clock, silence, 20);
    clock.advance(5001);
    assert.equal(silence.since(0), 0);
    tickFor(clock, silence, 2);
    assert.equal(silence.since(0), 2000);
  });

  it('includes a suspension of the coordinator of up to 5 s', () => {
    const clock = new ManualClock();
    const silence = new Silence(clock);
    tickFor(clock, silence, 20);
    clock.advance(5000);
    assert.equal(silence.since(0), 25_000);
  });
});
