import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Scenario } from '../figures.ts';
import { benchJob, onStage, runAndSee } from '../stage.ts';

const EXECUTIONS = 600;
const ROUNDS = 3;
/** Under the runner's own limit of 50. */
const AT_ONCE = 40;

/** One-step executions a second with one runner, each followed to its end; the floor is bare spawns. */
export const throughput: Scenario = {
  name: 'one-step executions a second, one runner',
  goals: [{ figure: 'executions', percentile: 50, relation: 'at least', value: 150 }],
  async measure() {
    const samples = await onStage(async ({ client }) => {
      const job = await benchJob(client, { name: 'throughput', steps: [{ exec: 'true' }] });
      const rates: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        rates.push(await rate(EXECUTIONS, () => ended(client, job)));
      }
      return rates.slice(1);
    });
    const floor: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) floor.push(await rate(EXECUTIONS, bareSpawn));
    return [
      { name: 'executions', unit: '1/s', samples },
      { name: 'floor (bare spawns)', unit: '1/s', samples: floor },
    ];
  },
};

async function ended(
  client: Parameters<typeof runAndSee>[0],
  job: Parameters<typeof runAndSee>[1],
): Promise<void> {
  let status = '';
  await runAndSee(client, job, (event) => {
    if (event.type === 'execution-ended') status = event.status;
  });
  if (status !== 'succeeded') throw new Error(`an execution ended as ${status}`);
}

async function bareSpawn(): Promise<void> {
  await once(spawn('/bin/sh', ['-c', 'true'], { stdio: 'ignore' }), 'exit');
}

async function rate(count: number, act: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await act();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return count / ((performance.now() - begin) / 1000);
}
