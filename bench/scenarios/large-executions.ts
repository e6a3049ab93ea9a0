import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../../protocol/client/client.ts';
import { type ExecutionId, type JobId, ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from '../../test/e2e/harness/coordinator.ts';
import { endOf, importJob } from '../../test/e2e/harness/jobs.ts';
import { World } from '../../test/e2e/harness/world.ts';
import type { Figure, Scenario } from '../figures.ts';
import { liveHeap, measuredEnvironment } from '../measuring/measured-memory.ts';
import { benchJob } from '../measuring/stage.ts';

const NODES = 1000;
const STEPS_ON_NODES = 20;
const STEPS_IN_TURN = 10_000;
/** Guard against hangs: a longer execution fails the measurement. */
const HANG_MS = 600_000;
const ROUNDS = 3;

/**
 * Measures executions with many operations, each of which is a process: operations per second, live heap, size of the
 * journal, and the time to answer requests for their state and output.
 */
export const largeExecutions: Scenario = {
  name: 'large executions, to their end',
  goals: [
    { figure: 'operations, 1,000 × 20', percentile: 50, relation: 'at least', value: 150 },
    { figure: 'operations in turn', percentile: 50, relation: 'at least', value: 50 },
    { figure: 'live heap', percentile: 100, relation: 'at most', value: 120 },
    { figure: 'journal, an operation', percentile: 100, relation: 'at most', value: 4 },
    { figure: 'state answered', percentile: 50, relation: 'at most', value: 500 },
    { figure: 'output answered', percentile: 50, relation: 'at most', value: 200 },
  ],
  async measure() {
    await using world = await World.open();
    const environment = measuredEnvironment(world.environment, world.folder);
    const coordinator = await world.coordinator({ environment, args: ['--local-runner-same-user'] });
    await world.runner(coordinator, { name: 'bench', tags: ['bench'], project: 'demo' });
    const { client } = coordinator;
    await storeNodes(client);
    const onNodes = await ended(client, await jobOnNodes(client), NODES * STEPS_ON_NODES);
    const journal = await sizeOf(coordinator.dataDir);
    const heap = await liveHeap(coordinator.program.pid, world.folder);
    const answers = await answered(coordinator, onNodes.id);
    const inTurn = await ended(client, await jobInTurn(client), STEPS_IN_TURN);
    return [
      { name: 'operations, 1,000 × 20', unit: '1/s', samples: [onNodes.rate] },
      { name: 'operations in turn', unit: '1/s', samples: [inTurn.rate] },
      { name: 'live heap', unit: 'MiB', samples: [heap] },
      {
        name: 'journal, an operation',
        unit: 'KiB',
        samples: [journal / 1024 / (NODES * STEPS_ON_NODES)],
      },
      ...answers,
    ];
  },
};

async function storeNodes(client: Client): Promise<void> {
  const names = Array.from({ length: NODES }, (_, index) => `web-${index}`);
  const nodes = names.map((nodename) => [
    nodename,
    { nodename, hostname: 'localhost', 'node-executor': 'local' },
  ]);
  await client.setSourceNodes({
    params: { project: ProjectName.parse('demo'), index: 1 },
    body: { text: JSON.stringify(Object.fromEntries(nodes)), mediaType: 'application/json' },
  });
}

function jobOnNodes(client: Client): Promise<JobId> {
  const dispatch = { threadcount: '50', keepgoing: true };
  return benchJob(client, {
    name: 'on nodes',
    steps: Array.from({ length: STEPS_ON_NODES }, () => ({ exec: 'true' })),
    more: { nodefilters: { filter: 'name: web-.*', dispatch } },
  });
}

/** Imports a job with many steps for the Local Runner. */
function jobInTurn(client: Client): Promise<JobId> {
  const steps = Array.from({ length: STEPS_IN_TURN }, () => ({ exec: 'true' }));
  return importJob(client, { name: 'in turn', steps });
}

/**
 * Runs a job to its end. Returns its operations per second.
 *
 * @throws Error if it does not succeed
 */
async function ended(
  client: Client,
  job: JobId,
  operations: number,
): Promise<{ readonly id: ExecutionId; readonly rate: number }> {
  const begin = performance.now();
  const { id } = await client.runJob({ params: { job }, body: {} });
  const { status } = await endOf(client, id, HANG_MS);
  if (status !== 'succeeded') throw new Error(`the execution ended as ${status}`);
  return { id, rate: operations / ((performance.now() - begin) / 1000) };
}

async function answered(coordinator: Coordinator, id: ExecutionId): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const what of ['state', 'output']) {
    const samples: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const begin = performance.now();
      const { status } = await coordinator.call('GET', `/api/46/execution/${id}/${what}`);
      if (status !== 200) throw new Error(`the ${what} was answered with ${status}`);
      samples.push(performance.now() - begin);
    }
    figures.push({ name: `${what} answered`, unit: 'ms', samples });
  }
  return figures;
}

/** Returns the size of the journal, in bytes. */
async function sizeOf(dataDir: string): Promise<number> {
  const found = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const journals = found.filter((entry) => entry.isFile() && entry.name.startsWith('journal.db'));
  const sizes = await Promise.all(
    journals.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
