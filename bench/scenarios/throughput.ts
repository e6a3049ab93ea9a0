import type { Scenario } from '../figures.ts';
import { callsPerSecond } from '../measuring/calls-per-second.ts';
import { floorOf } from '../measuring/floor.ts';
import { benchJob, onStage, runToSuccess } from '../measuring/stage.ts';

const EXECUTIONS = 600;
const ROUNDS = 3;

/**
 * Measures the one-step executions per second of one runner, each followed to its end. The floor is the rate of bare
 * process spawns.
 */
export const throughput: Scenario = {
  name: 'one-step executions a second, one runner',
  goals: [{ figure: 'executions', percentile: 50, relation: 'at least', value: 150 }],
  async measure() {
    const samples = await onStage(async ({ client }) => {
      const job = await benchJob(client, { name: 'throughput', steps: [{ exec: 'true' }] });
      const rates: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        rates.push(await callsPerSecond(EXECUTIONS, () => runToSuccess(client, job)));
      }
      return rates.slice(1);
    });
    return [
      { name: 'executions', unit: '1/s', samples },
      { name: 'floor (bare spawns)', unit: '1/s', samples: await floorOf('spawns') },
    ];
  },
};
