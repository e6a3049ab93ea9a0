import assert from 'node:assert/strict';
import { SYSTEM_CLOCK } from './system-clock.ts';

describe('systemClock', () => {
  it('waits longer than the platform’s maximum timer, for example for a year', async () => {
    const fired: string[] = [];
    const stop = SYSTEM_CLOCK.after(31_536_000_000, () => fired.push('a year'));
    await new Promise<void>((resolve) => void SYSTEM_CLOCK.after(20, resolve));
    stop();
    assert.deepEqual(fired, []);
  });
});
