import assert from 'node:assert/strict';
import { SYSTEM_CLOCK } from './system-clock.ts';

describe('the clock of this process', () => {
  it('waits longer than a timer of the platform can, such as for a setting of a year', async () => {
    const fired: string[] = [];
    const stop = SYSTEM_CLOCK.after(31_536_000_000, () => fired.push('a year'));
    await new Promise<void>((resolve) => void SYSTEM_CLOCK.after(20, resolve));
    stop();
    assert.deepEqual(fired, []);
  });
});
