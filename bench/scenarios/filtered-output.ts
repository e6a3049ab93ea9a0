import { endOf, runJob } from '../../test/e2e/harness/jobs.ts';
import { keeperOf, peakMemory } from '../../test/e2e/harness/processes.ts';
import { World } from '../../test/e2e/harness/world.ts';
import type { Scenario } from '../figures.ts';

const MEGABYTES = 200;
const LINES = [
  '2026-01-31T12:00:00Z INFO  web: GET /orders/4711 answered 200 in 12 ms, 5120 bytes, user 42',
  '2026-01-31T12:00:00Z DEBUG web: a detail of it that nobody wants to read as long as all goes well',
];

const FILTERS = [
  { type: 'key-value-data', config: {} },
  { type: 'quiet-output', config: { regex: ' DEBUG ', quietMatch: 'true' } },
];

/** Measures a step whose output passes log filters: the throughput, and the memory of the keeper. */
export const filteredOutput: Scenario = {
  name: 'filtered output, 200 MB',
  goals: [
    { figure: 'filtered', percentile: 50, relation: 'at least', value: 10 },
    { figure: 'memory of the keeper', percentile: 100, relation: 'at most', value: 200 },
  ],
  async measure() {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const runner = await world.runner(coordinator, { name: 'bench', tags: ['bench'], project: 'demo' });
    const exec = `yes '${LINES.join('\n')}' | head -c ${MEGABYTES}000000`;
    const begin = performance.now();
    const execution = await runJob(coordinator.client, {
      name: 'filtered',
      tags: ['bench'],
      steps: [{ exec, plugins: { LogFilter: FILTERS } }],
    });
    const { status } = await endOf(coordinator.client, execution);
    if (status !== 'succeeded') throw new Error(`the execution ended as ${status}`);
    const seconds = (performance.now() - begin) / 1000;
    const memory = await peakMemory(await keeperOf(runner.dataDir));
    return [
      { name: 'filtered', unit: 'MB/s', samples: [MEGABYTES / seconds] },
      { name: 'memory of the keeper', unit: 'MiB', samples: [memory] },
    ];
  },
};
