import type { Scenario } from '../figures.ts';
import { floorOf } from '../measuring/floor.ts';
import { benchJob, onStage, runAndFollow } from '../measuring/stage.ts';

/** Number of runs before the measurement, so that the code of the processes is compiled. */
const WARM_UP = 200;
const ROUNDS = 200;

/** Measures the time from the request of a run until a subscriber of its stream receives the first byte of the step. */
export const firstByte: Scenario = {
  name: 'run requested → first byte at a subscriber',
  goals: [{ figure: 'first byte', percentile: 50, relation: 'at most', value: 8 }],
  async measure() {
    const samples = await onStage(async ({ client }) => {
      const job = await benchJob(client, { name: 'first-byte', steps: [{ exec: 'echo x' }] });
      const all: number[] = [];
      for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
        const begin = performance.now();
        let seen = 0;
        await runAndFollow(client, job, (event) => {
          if (event.type === 'output' && seen === 0) seen = performance.now();
        });
        if (seen === 0) throw new Error('an execution ended without output');
        all.push(seen - begin);
      }
      return all.slice(WARM_UP);
    });
    return [
      { name: 'first byte', unit: 'ms', samples },
      { name: 'floor', unit: 'ms', samples: await floorOf('run') },
    ];
  },
};
