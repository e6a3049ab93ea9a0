import assert from 'node:assert/strict';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { importJob } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

/** Number of times that each test kills the coordinator. */
const KILLS = 8;
const LONGEST_AUDIT = 1000;

const importPath = '/api/53/project/demo/jobs/import';
const job = (name: string) => [{ name, sequence: { commands: [{ exec: 'true' }] } }];

interface Imported {
  readonly succeeded: readonly { readonly id: string }[];
}

/** Imports jobs, several at a time, until the coordinator is killed. Returns the ids of acknowledged jobs. */
async function importUntilGone(coordinator: Coordinator, round: number): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  const work = async (lane: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      try {
        const { status, body } = await coordinator.call('POST', importPath, job(`${round}-${lane}-${count}`));
        assert.equal(status, 200, JSON.stringify(body));
        acknowledged.push(...(body as Imported).succeeded.map(({ id }) => id));
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        return;
      }
    }
  };
  await Promise.all([0, 1, 2].map(work));
  return acknowledged;
}

/** Kills the coordinator at the `nth` change of a file in a folder of its data dir. */
async function killAtChange(
  coordinator: Coordinator,
  isMeant: (file: string) => boolean,
  { nth = 1, folder = '.' } = {},
): Promise<void> {
  let changes = 0;
  const changed = new Promise<void>((resolve) => {
    const watcher = watch(join(coordinator.dataDir, folder), (_event, file) => {
      if (!isMeant(file ?? '')) return;
      changes += 1;
      if (changes < nth) return;
      watcher.close();
      resolve();
    });
  });
  await changed;
  await coordinator.program.end('SIGKILL');
}

/** Performs an action while the coordinator is killed. The answer may be lost. */
async function killDuring(kill: Promise<void>, act: Promise<unknown>): Promise<void> {
  await Promise.all([kill, act.catch(() => undefined)]);
}

const isJournalLog = (file: string) => file === 'journal.db-wal';

/** Returns the subjects and details of the audit records of an action. */
async function recordsOf({ client }: Coordinator, act: string): Promise<readonly string[]> {
  const { acts } = await client.listAudit({ query: { max: LONGEST_AUDIT } });
  return acts.flatMap(({ what, subject, detail = '' }) => (what === act ? `${subject}: ${detail}` : []));
}

/** Creates a runner without a process. Returns a function that starts executions that wait for this runner. */
async function waitingExecutions({ client }: Coordinator) {
  const assignedProjects = { demo: '.*' };
  await client.createRunner({
    body: { name: 'none', description: '', tagNames: ['none'], assignedProjects },
  });
  const steps = [{ exec: 'true' }];
  const job = await importJob(client, {
    name: 'waits',
    tags: ['none'],
    steps,
    more: { multipleExecutions: true },
  });
  return async ({ client }: Coordinator) => (await client.runJob({ params: { job }, body: {} })).id;
}

describe('a coordinator that is killed', () => {
  it('retains each acknowledged job import, and has exactly one audit record of each stored job', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    const acknowledged: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const [ids] = await Promise.all([
        importUntilGone(coordinator, round),
        killAtChange(coordinator, (file) => file === 'definitions.json', { nth: 3 + round }),
      ]);
      acknowledged.push(...ids);
      coordinator = await coordinator.again();
    }
    const stored = (await coordinator.client.listJobOverviews()).jobs.map(({ id }) => String(id));
    const { acts } = await coordinator.client.listAudit({ query: { max: LONGEST_AUDIT } });
    const recorded = acts
      .filter(({ what }) => what === 'job.import')
      .flatMap(({ detail = '' }) => detail.match(/[0-9a-f-]{36}/g) ?? []);
    assert.ok(acknowledged.length > KILLS, `${acknowledged.length} were acknowledged`);
    assert.deepEqual(
      acknowledged.filter((id) => !stored.includes(id)),
      [],
      'acknowledged, and not stored',
    );
    assert.deepEqual(
      stored.filter((id) => !recorded.includes(id)),
      [],
      'stored, and not recorded',
    );
    assert.equal(new Set(recorded).size, recorded.length, 'each act is recorded once');
  });

  it('has an audit record of each execution that was stopped', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    const start = await waitingExecutions(coordinator);
    for (let round = 0; round < KILLS; round += 1) {
      const execution = await start(coordinator);
      await killDuring(
        killAtChange(coordinator, isJournalLog),
        coordinator.client.abortExecution({ params: { execution }, query: {} }),
      );
      coordinator = await coordinator.again();
      const { status } = await coordinator.client.getExecution({ params: { execution } });
      const records = await recordsOf(coordinator, 'execution.abort');
      assert.deepEqual(
        records.filter((record) => record.startsWith(`${execution}:`)),
        status === 'aborted' ? [`${execution}: aborted`] : [],
        `execution ${execution} is ${status}`,
      );
    }
  });

  it('has an audit record of each execution that a schedule started', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    await waitingExecutions(coordinator);
    const project = ProjectName.parse('demo');
    await importJob(coordinator.client, {
      ...{ name: 'ticks', tags: ['none'], steps: [{ exec: 'true' }] },
      more: { multipleExecutions: true, schedule: { crontab: '* * * * * ? *' }, timeZone: 'UTC' },
    });
    for (let round = 0; round < KILLS; round += 1) {
      await killAtChange(coordinator, isJournalLog);
      coordinator = await coordinator.again();
      const [list, records] = await until('a recorded fire of the schedule', async () => {
        const records = await recordsOf(coordinator, 'schedule.run');
        const list = await coordinator.client.listProjectExecutions({
          params: { project },
          query: { max: LONGEST_AUDIT },
        });
        return list.executions.length > round ? ([list, records] as const) : undefined;
      });
      const recorded = records.map((record) => Number(/execution (\d+)$/.exec(record)?.[1]));
      // An execution that started between the two requests has no record in the first answer.
      const [newest = 0] = recorded;
      const started = list.executions.map(({ id }) => Number(id)).filter((id) => id <= newest);
      assert.deepEqual(
        recorded.toSorted((a, b) => a - b),
        started.toSorted((a, b) => a - b),
      );
    }
  });

  it('has an audit record of each stored change of its shared address', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    for (let round = 0; round < KILLS; round += 1) {
      const shared = round % 2 === 0;
      const names = ['localhost'];
      await killDuring(
        killAtChange(coordinator, (file) => file === 'share.json', { nth: round === 0 ? 2 : 1 }),
        coordinator.client.setShare({
          body: shared
            ? { shared, address: '127.0.0.1', certificate: { kind: 'own-ca', names } }
            : { shared },
        }),
      );
      coordinator = await coordinator.again();
      const { listen } = await coordinator.client.getShare();
      if ((listen !== null) !== shared) continue;
      const [newest = ''] = await recordsOf(coordinator, 'share.update');
      const state = listen === null ? 'closed' : `${listen.address}:${listen.port}`;
      assert.equal(newest, `coordinator: ${state}`);
    }
  });

  it('has an audit record of each file that was uploaded', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    const job = await importJob(coordinator.client, {
      ...{ name: 'load', steps: [{ exec: 'true' }] },
      more: { options: [{ name: 'data', type: 'file' }] },
    });
    for (let round = 0; round < KILLS; round += 1) {
      const upload = fetch(`${coordinator.url}/api/53/job/${job}/input/file/data?fileName=x`, {
        method: 'POST',
        headers: { 'X-Rundeck-Auth-Token': coordinator.token, 'Content-Type': 'octet/stream' },
        body: 'some bytes',
      });
      const isRecord = (file: string) => file.endsWith('.json');
      await killDuring(killAtChange(coordinator, isRecord, { folder: 'input-files' }), upload);
      coordinator = await coordinator.again();
      const { files } = await coordinator.client.listInputFiles({
        params: { job },
        query: { fileState: 'temp', max: LONGEST_AUDIT },
      });
      const recorded = (await recordsOf(coordinator, 'job.upload')).join('\n');
      assert.deepEqual(
        files.map(({ id }) => id).filter((id) => !recorded.includes(id)),
        [],
        'stored, and not recorded',
      );
    }
  });
});
