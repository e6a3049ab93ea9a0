import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { Damages } from '../../coordinator/store/files/damages.ts';
import { openEmbeddedOutput } from '../../coordinator/store/output/open-embedded-output.ts';
import type { Client } from '../../protocol/client/client.ts';
import { ExecutionId, operationId } from '../../protocol/ids.ts';
import type { Coordinator } from '../../test/e2e/harness/coordinator.ts';
import { endOf, runJob } from '../../test/e2e/harness/jobs.ts';
import { until } from '../../test/e2e/harness/until.ts';
import { World } from '../../test/e2e/harness/world.ts';
import type { Figure, Scenario } from '../figures.ts';
import { storeCopies } from '../measuring/stored-copies.ts';

const STORED = 100_000;
const DELETED = 10_000;
/** Bytes of output of each execution. */
const OUTPUT = 4000;
/** Unused pages that a database keeps for new data. */
const KEPT_PAGES = 256;
/** Guard against hangs: a longer deletion fails the measurement. */
const HANG_MS = 300_000;
const MIB = 1024 * 1024;
const DATABASES = ['journal.db', 'output.db'] as const;

/**
 * Deletes the oldest of many executions in one request. Measures the time until the answer, the time until the space of
 * the executions is free on the disk, and the duration of other requests meanwhile.
 */
export const deletion: Scenario = {
  name: 'deletion of 10,000 of 100,000 executions',
  goals: [
    { figure: 'space returned after', percentile: 100, relation: 'at most', value: 30 },
    { figure: 'disk given back', percentile: 0, relation: 'at least', value: 50 },
    { figure: 'requests meanwhile', percentile: 99, relation: 'at most', value: 100 },
  ],
  async measure() {
    await using world = await World.open();
    const first = await world.coordinator();
    await world.runner(first, { name: 'bench', tags: ['bench'], project: 'demo' });
    const steps = [`head -c ${OUTPUT} /dev/zero | tr '\\0' x`];
    const template = await runJob(first.client, { name: 'stored', tags: ['bench'], steps });
    await endOf(first.client, template);
    await first.program.end('SIGTERM');
    await store(first.dataDir, template);
    return await deleted(await first.again());
  },
};

/** Stores copies of an execution, each with one operation and its output. */
async function store(folder: string, template: ExecutionId): Promise<void> {
  const onFatal = (error: unknown): never => {
    throw error;
  };
  const damages = new Damages(folder);
  const output = await openEmbeddedOutput({ folder, damages, onFatal, now: Date.now, hasRoom: () => true });
  const payload = Buffer.alloc(OUTPUT, 'x');
  await storeCopies(folder, template, STORED, onFatal, async (ids) => {
    await Promise.all(
      ids.map(async (id) => {
        const operation = operationId(id, 1);
        const frame = {
          operationId: operation,
          stream: 'stdout',
          offset: 0,
          time: Date.now(),
          payload,
        } as const;
        await output.log(operation).append([frame]);
        await output.end(operation);
      }),
    );
  });
  await output.close();
}

async function deleted({ client, dataDir }: Coordinator): Promise<readonly Figure[]> {
  const before = await sizeOf(dataDir);
  const ids = Array.from({ length: DELETED }, (_, index) => ExecutionId.parse(index + 1));
  const done = new AbortController();
  const requests = requestTimes(client, done.signal);
  const begin = performance.now();
  const { successCount } = await client.deleteExecutions({ body: { ids } });
  const answered = performance.now() - begin;
  if (successCount !== DELETED) throw new Error(`only ${successCount} executions were deleted`);
  await until('the space of the deleted executions', () => isReturned(dataDir) || undefined, HANG_MS);
  const returned = performance.now() - begin;
  done.abort();
  return [
    { name: 'answered after', unit: 's', samples: [answered / 1000] },
    { name: 'space returned after', unit: 's', samples: [returned / 1000] },
    { name: 'stored before', unit: 'MiB', samples: [before / MIB] },
    { name: 'disk given back', unit: 'MiB', samples: [(before - (await sizeOf(dataDir))) / MIB] },
    { name: 'requests meanwhile', unit: 'ms', samples: await requests },
  ];
}

/** Requests an execution repeatedly. Resolves with the time of each request, once `signal` is aborted. */
async function requestTimes(client: Client, signal: AbortSignal): Promise<readonly number[]> {
  const samples: number[] = [];
  while (!signal.aborted) {
    const begin = performance.now();
    await client.getExecution({ params: { execution: ExecutionId.parse(STORED) } });
    samples.push(performance.now() - begin);
    await pause(5);
  }
  return samples;
}

/** Returns whether all data of deleted executions is removed, and its pages are no longer part of the files. */
function isReturned(folder: string): boolean {
  return DATABASES.every((name) => {
    const database = new DatabaseSync(join(folder, name), { readOnly: true });
    try {
      const count = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
      if (name === 'journal.db' && count('SELECT count(*) FROM tomb') > 0) return false;
      return count('PRAGMA freelist_count') <= KEPT_PAGES;
    } finally {
      database.close();
    }
  });
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = await Promise.all(DATABASES.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
