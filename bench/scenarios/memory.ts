import type { Client } from '../../protocol/client/client.ts';
import type { JobId } from '../../protocol/ids.ts';
import { keeperOf } from '../../test/e2e/harness/processes.ts';
import { World } from '../../test/e2e/harness/world.ts';
import type { Figure, Scenario } from '../figures.ts';
import { callsPerSecond } from '../measuring/calls-per-second.ts';
import { liveHeap, measuredEnvironment, residentMemory } from '../measuring/measured-memory.ts';
import { benchJob, runToSuccess } from '../measuring/stage.ts';

/** Number of executions before the measurement: enough to fill every bounded cache. */
const WARM_UP = 5000;
const EXECUTIONS = 10_000;
/** One of this many executions has options, secrets, captured data, an error handler and a job reference. */
const RICH_ONE_IN = 10;

/** Measures how much the memory of the processes grows from the end of the warm-up to the end of all executions. */
export const memory: Scenario = {
  name: `memory over ${EXECUTIONS} executions`,
  goals: [
    { figure: 'live heap of coordinator', percentile: 100, relation: 'at most', value: 8 },
    { figure: 'live heap of runner', percentile: 100, relation: 'at most', value: 4 },
    { figure: 'live heap of keeper', percentile: 100, relation: 'at most', value: 4 },
    { figure: 'resident, coordinator', percentile: 100, relation: 'at most', value: 64 },
  ],
  async measure() {
    await using world = await World.open();
    const environment = measuredEnvironment(world.environment, world.folder);
    const coordinator = await world.coordinator({ environment });
    const runner = await world.runner(coordinator, {
      name: 'bench',
      tags: ['bench'],
      project: 'demo',
      environment,
    });
    const pids = {
      coordinator: coordinator.program.pid,
      runner: runner.program.pid,
      keeper: await keeperOf(runner.dataDir),
    };
    const taken = async () =>
      Promise.all(
        Object.entries(pids).map(async ([name, pid]) => ({
          name,
          resident: await residentMemory(pid),
          live: await liveHeap(pid, world.folder),
        })),
      );
    const once = await runs(coordinator.client);
    await callsPerSecond(WARM_UP, once);
    const before = await taken();
    await callsPerSecond(EXECUTIONS, once);
    const after = await taken();
    return before.flatMap(({ name, resident, live }): Figure[] => {
      const now = after.find((one) => one.name === name);
      return [
        { name: `live heap of ${name}`, unit: 'MiB more', samples: [(now?.live ?? Number.NaN) - live] },
        { name: `resident, ${name}`, unit: 'MiB more', samples: [(now?.resident ?? Number.NaN) - resident] },
      ];
    });
  },
};

async function runs(client: Client): Promise<() => Promise<void>> {
  const plain = await benchJob(client, { name: 'plain', steps: [{ exec: 'true' }] });
  const rich = await richJob(client);
  let count = 0;
  return () => {
    count += 1;
    return runToSuccess(client, count % RICH_ONE_IN === 0 ? rich : plain);
  };
}

function richJob(client: Client): Promise<JobId> {
  const filters = { LogFilter: [{ type: 'key-value-data', config: { regex: '^(.+?)=(.+)$' } }] };
  return benchJob(client, {
    name: 'rich',
    steps: [
      { exec: 'echo place=${option.place}', plugins: filters },
      { script: 'test "$RD_OPTION_WORD" = "said once"' },
      { jobref: { name: 'plain', group: '' } },
      { exec: 'false', errorhandler: { exec: 'echo ${data.place}', keepgoingOnSuccess: true } },
    ],
    more: {
      options: [
        { name: 'place', value: 'here' },
        { name: 'word', value: 'said once', secure: true, valueExposed: true },
      ],
    },
  });
}
