import { setTimeout as pause } from 'node:timers/promises';
import { WAIT } from '../../job-language/plugins/built-in-plugins.ts';
import type { StepProvider } from './provider.ts';

/** Longest timer of Node.js, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const WAIT_PROVIDER: StepProvider<typeof WAIT> = {
  plugin: WAIT,
  async run({ configuration, signal }) {
    const end = performance.now() + configuration.seconds * 1000;
    for (let left = configuration.seconds * 1000; left > 0; left = end - performance.now())
      await pause(Math.min(left, LONGEST_TIMER), undefined, { signal });
    return 0;
  },
};
