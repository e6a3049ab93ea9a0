import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../../protocol/client/client.ts';
import { type JobId, ProjectName } from '../../protocol/ids.ts';
import type { SshServer } from '../../runner/ssh/testing/ssh-server.ts';
import { keeperOf, peakMemory } from '../../test/e2e/harness/processes.ts';
import { SshSite } from '../../test/e2e/harness/ssh-site.ts';
import { World } from '../../test/e2e/harness/world.ts';
import type { Scenario } from '../figures.ts';
import { peakMemoryTogether } from '../measuring/physical-memory.ts';
import { benchJob, runAndFollow, runToSuccess } from '../measuring/stage.ts';
import { clush } from '../peers/clush.ts';

const NETWORKS = 4;
const HOSTS = 250;
const AT_ONCE = 50;
/** Number of rounds, each of which measures everything, because the load of the host differs between them. */
const ROUNDS = 3;
const WARM_UP = 'warm-up.*';
const WARM_UP_STEPS = 20;
const KEY = 'bench/key';

/**
 * Runs jobs on 1,000 nodes, which are addresses of a single OpenSSH server, and compares them with `clush`, the tool
 * that users run today. The job of one step does the same work as `clush`. In the job of two steps, the second step
 * reuses the connection that the first step opened to each node.
 */
export const sshNodes: Scenario = {
  name: `${NETWORKS * HOSTS} nodes over SSH, ${AT_ONCE} at a time`,
  goals: [
    { figure: 'job of one step, against clush', percentile: 50, relation: 'at least', value: 1.5 },
    { figure: 'first step of two, against clush', percentile: 50, relation: 'at least', value: 1 },
    { figure: 'second step, against clush', percentile: 50, relation: 'at least', value: 10 },
    { figure: 'memory of runner and keeper', percentile: 100, relation: 'at most', value: 250 },
  ],
  async measure() {
    await using site = new SshSite();
    const server = await site.server(['MaxStartups 1000', 'LogLevel ERROR'], { address: '0.0.0.0' });
    const username = site.user().name;
    const onNodes = { site, server, username };
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measured(onNodes));
    const of = (value: (round: Round) => number) => rounds.map(value);
    return [
      { name: 'clush', unit: 's', samples: of(({ theirs }) => theirs) },
      { name: 'job of one step', unit: 's', samples: of(({ single }) => single) },
      { name: 'first step of two', unit: 's', samples: of(({ first }) => first) },
      { name: 'second step', unit: 's', samples: of(({ second }) => second) },
      {
        name: 'job of one step, against clush',
        unit: '×',
        samples: of(({ theirs, single }) => theirs / single),
      },
      {
        name: 'first step of two, against clush',
        unit: '×',
        samples: of(({ theirs, first }) => theirs / first),
      },
      { name: 'second step, against clush', unit: '×', samples: of(({ theirs, second }) => theirs / second) },
      { name: 'memory of runner and keeper', unit: 'MiB', samples: of(({ memory }) => memory) },
      // This sum counts the shared pages of the program twice.
      { name: 'peaks of both, added', unit: 'MiB', samples: of(({ peaks }) => peaks) },
    ];
  },
};

/** Durations in seconds, memory in MiB. */
interface Round {
  readonly theirs: number;
  readonly single: number;
  readonly first: number;
  readonly second: number;
  readonly memory: number;
  readonly peaks: number;
}

async function measured(onNodes: OnNodes): Promise<Round> {
  const { site, server, username } = onNodes;
  const [single] = (await freshly(onNodes, 1)).seconds;
  const { seconds, memory, peaks } = await freshly(onNodes, 2);
  const [first, second] = seconds;
  if (single === undefined || first === undefined || second === undefined)
    throw new Error('a step is missing');
  const keyFile = join(server.folder, 'key');
  await writeFile(keyFile, site.key.privateText, { mode: 0o600 });
  const theirs = await clush({
    nodes: `127.1.[0-${NETWORKS - 1}].[1-${HOSTS}]`,
    fanout: AT_ONCE,
    username,
    port: server.port,
    keyFile,
    command: 'true',
  });
  return { theirs, single, first, second, memory, peaks };
}

interface OnNodes {
  readonly site: SshSite;
  readonly server: SshServer;
  readonly username: string;
}

/**
 * Runs a job on all nodes with a new runner, which has no connections to the nodes yet. Returns the seconds of each
 * step, and the MiB of the runner's processes.
 */
async function freshly({ site, server, username }: OnNodes, steps: number) {
  await using world = await World.open();
  const coordinator = await world.coordinator();
  const runner = await world.runner(coordinator, { name: 'bench', tags: ['bench'], project: 'demo' });
  const { client } = coordinator;
  await client.createKey({
    params: { path: KEY },
    body: { text: site.key.privateText, mediaType: 'application/octet-stream' },
  });
  await storeNodes(client, server, username);
  // The services warm up on nodes that are not measured.
  await runToSuccess(client, await jobOn(client, WARM_UP, WARM_UP_STEPS));
  const seconds = await timed(client, await jobOn(client, 'n.*', steps), steps);
  const pids = [runner.program.pid, await keeperOf(runner.dataDir)];
  const memory = await peakMemoryTogether(pids);
  const peaks = (await Promise.all(pids.map(peakMemory))).reduce((sum, one) => sum + one, 0);
  return { seconds, memory, peaks };
}

async function storeNodes(client: Client, { port }: SshServer, username: string): Promise<void> {
  const nodes: Record<string, object> = {};
  const add = (name: string, address: string) => {
    nodes[name] = { hostname: `${address}:${port}`, username, 'ssh-key-storage-path': `keys/${KEY}` };
  };
  for (let network = 0; network < NETWORKS; network += 1) {
    for (let host = 1; host <= HOSTS; host += 1) add(`n${network}-${host}`, `127.1.${network}.${host}`);
  }
  for (let host = 1; host <= AT_ONCE; host += 1) add(`warm-up-${host}`, `127.2.0.${host}`);
  await client.setSourceNodes({
    params: { project: ProjectName.parse('demo'), index: 1 },
    body: { text: JSON.stringify(nodes), mediaType: 'application/json' },
  });
}

/** Imports a job in which each step begins when the previous step has ended on all nodes. */
function jobOn(client: Client, filter: string, steps: number): Promise<JobId> {
  const commands = Array.from({ length: steps }, () => ({ exec: 'true' }));
  return benchJob(client, {
    name: `${steps} steps over SSH`,
    steps: [],
    more: {
      sequence: { strategy: 'sequential', keepgoing: true, commands },
      nodefilters: { filter, dispatch: { threadcount: String(AT_ONCE), keepgoing: true } },
    },
  });
}

/**
 * Returns the seconds of each step on all nodes.
 *
 * @throws Error if the execution does not succeed
 */
async function timed(client: Client, job: JobId, steps: number): Promise<number[]> {
  const begin = Date.now();
  const ends = Array.from({ length: steps }, () => 0);
  let problem: string | undefined;
  await runAndFollow(client, job, (event) => {
    const step = event.type === 'step-ended' ? Number(event.stepctx) - 1 : -1;
    if (event.type === 'step-ended') ends[step] = Math.max(ends[step] ?? 0, event.time);
    if (event.type !== 'execution-ended') return;
    ends[steps - 1] = event.time;
    if (event.status !== 'succeeded') problem = event.reason?.message ?? event.status;
  });
  if (problem !== undefined) throw new Error(`the execution did not succeed: ${problem}`);
  return ends.map((end, index) => (end - (ends[index - 1] ?? begin)) / 1000);
}
