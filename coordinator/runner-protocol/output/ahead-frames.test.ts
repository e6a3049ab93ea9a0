import assert from 'node:assert/strict';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { frame } from '../testing/frame.ts';
import { AheadBudget, AheadFrames } from './ahead-frames.ts';

const payload = Buffer.alloc(64 * 1024);

describe('frames held after a gap', () => {
  let clock: ManualClock;
  let frames: AheadFrames;

  beforeEach(() => {
    clock = new ManualClock();
    frames = new AheadFrames(clock, new AheadBudget());
  });

  it('are accepted in the order of their offsets, up to the next gap', async () => {
    const outcomes = [30, 10, 20].map((offset) => frames.hold(frame(1, offset, 'x')));
    assert.equal(frames.takeUpTo(9), undefined);
    assert.equal(frames.takeUpTo(10)?.offset, 10);
    assert.equal(frames.takeUpTo(20)?.offset, 20);
    assert.equal(frames.takeUpTo(29), undefined);
    clock.advance(1000);
    assert.deepEqual(await Promise.all(outcomes), ['gap', 'taken', 'taken']);
  });

  it('are held for up to a second', async () => {
    const outcome = frames.hold(frame(1, 5, 'x'));
    clock.advance(999);
    assert.equal(frames.takeUpTo(5)?.offset, 5);
    assert.equal(await outcome, 'taken');
  });

  it('are limited to 2 MiB for one operation', async () => {
    for (let n = 0; n < 31; n += 1) void frames.hold(frame(1, 1 + n * payload.byteLength, '', { payload }));
    assert.equal(await frames.hold(frame(1, 4_000_000, '', { payload })), 'gap');
  });

  it('are limited to 64 MiB for all operations together, and free memory when they are released', async () => {
    const budget = new AheadBudget();
    const many = Array.from({ length: 34 }, () => new AheadFrames(clock, budget));
    for (const one of many.slice(0, 33))
      for (let n = 0; n < 31; n += 1) void one.hold(frame(1, 1 + n * payload.byteLength, '', { payload }));
    assert.equal(await many[33]?.hold(frame(1, 1, '', { payload })), 'gap');
    many[0]?.clear('fenced');
    const outcome = many[33]?.hold(frame(1, 1, '', { payload }));
    many[33]?.takeUpTo(1);
    assert.equal(await outcome, 'taken');
  });
});
