import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosAllowance } from '../facts.ts';
import { Random } from '../random.ts';
import { type Act, cutOff, killKeeper, killRunner, loseHost, upgradeAll } from './acts.ts';
import { JobStream } from './job-stream.ts';
import { otherVersion } from './other-version.ts';
import { ReplicaSet } from './replica-set.ts';

/** `OUTRUNNER_CHAOS_SEED` repeats the choices. */
const SEED = Number(process.env['OUTRUNNER_CHAOS_SEED'] ?? Math.floor(Math.random() * 1e9));
/** Short time limits for replicas that are cut off and for steps of lost hosts. Live replicas poll more often. */
const SETTINGS = { runner: { unknownSeconds: 2 }, operation: { lostReplicaSeconds: 20 } };
const MOST_MS = 240_000;

describe('three replicas of one runner under a stream of jobs', () => {
  it(`lose and repeat no step and no output while runners are killed, one loses its connection, and all are upgraded (seed ${SEED})`, async function () {
    this.timeout(MOST_MS);
    await using set = await ReplicaSet.open();
    const older = await otherVersion(set.world.path('older'), '0.0.9');
    for (let n = 0; n < 3; n += 1) await set.add(older);
    await inTrouble(set, [killRunner, cutOff, killRunner, upgradeAll], {});
  });

  it(`end the steps of killed keepers and of a lost host with the correct reason (seed ${SEED})`, async function () {
    this.timeout(MOST_MS);
    await using set = await ReplicaSet.open();
    for (let n = 0; n < 3; n += 1) await set.add();
    await inTrouble(set, [killKeeper, killRunner, loseHost, killKeeper], {
      keeperKilled: true,
      hostGone: true,
    });
  });
});

/** Performs the acts one after another while jobs run. Asserts that `allowance` permits the end of every execution. */
async function inTrouble(set: ReplicaSet, acts: readonly Act[], allowance: ChaosAllowance): Promise<void> {
  const { client } = set.coordinator;
  const random = new Random(SEED);
  const notes = set.world.path('notes');
  await mkdir(notes);
  await client.updateSettings({ body: SETTINGS });
  const stream = new JobStream(client, notes);
  const over = new AbortController();
  const diary: string[] = [];
  const began = performance.now();
  const say = (what: string) => void diary.push(`${Math.round(performance.now() - began)} ms: ${what}`);
  const happen = async () => {
    for (const act of acts) {
      await pause(random.between(500, 2000));
      await act({ set, stream, random, say });
    }
  };
  try {
    await Promise.all([stream.run(random.fork(), over.signal), happen().finally(() => over.abort())]);
    say('quiet');
    assert.deepEqual(await stream.misfits(allowance), []);
    assert.ok([...stream.waits].every((wait) => /^[\w-]+: \S/.test(wait)));
  } catch (error) {
    process.stderr.write(`seed ${SEED}:\n${diary.join('\n')}\n${[...stream.waits].join('\n')}\n`);
    throw error;
  }
}
