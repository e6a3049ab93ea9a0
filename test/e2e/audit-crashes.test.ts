import assert from 'node:assert/strict';
import { watch } from 'node:fs';
import type { Coordinator } from './harness/coordinator.ts';
import { World } from './harness/world.ts';

/** Kills of one coordinator, each at another moment between a stored act and its answer. */
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

/** Kills the coordinator when its definitions have been replaced `nth` times from now. */
async function killAtCommit(coordinator: Coordinator, nth: number): Promise<void> {
  let commits = 0;
  const replaced = new Promise<void>((resolve) => {
    const watcher = watch(coordinator.dataDir, (_event, file) => {
      if (file !== 'definitions.json') return;
      commits += 1;
      if (commits < nth) return;
      watcher.close();
      resolve();
    });
  });
  await replaced;
  await coordinator.program.end('SIGKILL');
}

describe('a coordinator that is killed', () => {
  it('has the audit record of each act that it stored or acknowledged', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    const acknowledged: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const [ids] = await Promise.all([
        importUntilGone(coordinator, round),
        killAtCommit(coordinator, 3 + round),
      ]);
      acknowledged.push(...ids);
      coordinator = await coordinator.again();
    }
    const stored = (await coordinator.client.listJobOverviews()).jobs.map(({ id }) => String(id));
    const { acts } = await coordinator.client.listAudit({ query: { max: LONGEST_AUDIT } });
    const recorded = acts
      .filter(({ what }) => what === 'job.import')
      .flatMap(({ detail = '' }) => detail.split(' '));
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
});
