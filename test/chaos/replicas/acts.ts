import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { keeperOf } from '../../e2e/harness/processes.ts';
import { until } from '../../e2e/harness/until.ts';
import type { Random } from '../random.ts';
import type { JobStream } from './job-stream.ts';
import type { ReplicaProcess, ReplicaSet } from './replica-set.ts';

export interface Occasion {
  readonly set: ReplicaSet;
  readonly stream: JobStream;
  readonly random: Random;
  /** Writes a short entry into the diary. */
  readonly say: (what: string) => void;
}

/** A fault of the replicas while jobs run. */
export type Act = (occasion: Occasion) => Promise<void>;

/** Kills a runner process with -9 and starts it again; its keeper continues. */
export const killRunner: Act = async ({ set, random, say }) => {
  const replica = random.pick(set.replicas);
  say(`kill the runner of ${replica.id}`);
  await replica.program.end('SIGKILL');
  await pause(random.between(0, 1500));
  set.again(replica);
};

/** Kills a keeper with -9; its runner starts another. */
export const killKeeper: Act = async ({ set, random, say }) => {
  const replica = random.pick(set.replicas);
  say(`kill the keeper of ${replica.id}`);
  const keeper = await until('its keeper', () => keeperOf(replica.dataDir));
  process.kill(keeper, 'SIGKILL');
};

/** Kills all processes of a host, and does not start them again. */
export const loseHost: Act = async ({ set, say }) => {
  const replica = await busiest(set);
  say(`lose the host of ${replica.id}`);
  const keeper = await until('its keeper', () => keeperOf(replica.dataDir));
  process.kill(keeper, 'SIGKILL');
  await replica.program.end('SIGKILL');
  set.drop(replica);
};

/** Cuts the network of a replica until the coordinator reports the replica as the reason why a step waits. */
export const cutOff: Act = async ({ set, stream, say }) => {
  const replica = await busiest(set);
  say(`cut off ${replica.id}`);
  replica.link.cut();
  const holds = ((await set.seen(replica.id))?.running ?? 0) > 0;
  await until('the cut to be reported', async () => {
    const isTold = [...stream.waits].some((wait) => /was started by replica .* unresponsive for/.test(wait));
    const isUnknown = (await set.seen(replica.id))?.health === 'Unknown';
    return isUnknown && (isTold || !holds) ? true : undefined;
  });
  say(`mend ${replica.id}`);
  replica.link.mend();
};

/** Starts a new replica in place of each existing one, which then drains, exits and is deleted. */
export const upgradeAll: Act = async ({ set, say }) => {
  const { client } = set.coordinator;
  const params = { runner: set.runner };
  for (const old of [...set.replicas]) {
    const next = await set.add();
    say(`${next.id} takes the place of ${old.id}`);
    const warnings = [(await set.seen(old.id))?.versionWarning, (await set.seen(next.id))?.versionWarning];
    assert.match(warnings[0] ?? '', /Install \S+ on its host/);
    assert.equal(warnings[1], null);
    await client.setIntake({ params, body: { act: 'drain', replica: old.id } });
    assert.equal((await old.program.ended).code, 0);
    await client.deleteReplica({ params: { ...params, replica: old.id } });
    set.drop(old);
  }
};

async function busiest(set: ReplicaSet): Promise<ReplicaProcess> {
  return until('a replica that is busy', async () => {
    const { replicas } = await set.coordinator.client.listReplicas({ params: { runner: set.runner } });
    const [busy] = replicas.filter(({ running }) => running > 1).toSorted((a, b) => b.running - a.running);
    return set.replicas.find(({ id }) => id === busy?.id);
  });
}
