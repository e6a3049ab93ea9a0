import assert from 'node:assert/strict';
import { SYSTEM_CLOCK } from './system-clock.ts';

describe('SYSTEM_CLOCK', () => {
  it('does not fire early if the delay exceeds the platform’s maximum timer', async () => {
    const fired: string[] = [];
    const stop = SYSTEM_CLOCK.after(31_536_000_000, () => fired.push('a year'));
    await new Promise<void>((resolve) => void SYSTEM_CLOCK.after(20, resolve));
    stop();
    assert.deepEqual(fired, []);
  });
});
