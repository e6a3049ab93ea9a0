import { setTimeout as pause } from 'node:timers/promises';
import { ExecutionId, type JobId, ProjectName, type RunnerId } from '../../../protocol/ids.ts';
import type { Random } from '../../chaos/random.ts';
import type { Coordinator } from '../../e2e/harness/coordinator.ts';
import { endOf, type JobText, jobText } from '../../e2e/harness/jobs.ts';

export const ARENA = 'arena';
export const ARENA_TAG = 'arena';

const MOST_OPEN = 8;
const LONGEST_OPEN_MS = 6000;
const SUBMIT_EVERY_MS = 400;
const REFRESH_EVERY_MS = 1500;
const ADMINISTER_EVERY_MS = 1000;

const CAPTURE = { plugins: { LogFilter: [{ type: 'key-value-data', config: { logData: 'true' } }] } };

const JOBS: readonly JobText[] = [
  { name: 'plain', steps: ['echo plain'] },
  {
    name: 'captured',
    steps: [{ exec: 'echo RUNDECK:DATA:a = b', ...CAPTURE }, { exec: 'echo ${data.a} ${data.b*}' }],
  },
  {
    name: 'secure',
    steps: [{ exec: 'echo "$RD_OPTION_WORD"' }],
    more: { options: [{ name: 'word', secure: true, valueExposed: true, value: 'arena-word' }] },
  },
  {
    name: 'handled',
    steps: [
      { exec: 'false', errorhandler: { exec: 'echo handled', keepgoingOnSuccess: true } },
      'echo after',
    ],
    more: { retry: '1', timeout: '20s', loglimit: '1MB', loglimitAction: 'truncate' },
  },
  {
    name: 'nodes',
    steps: ['echo "${node.name}"'],
    more: { nodefilters: { filter: '.*', dispatch: { threadcount: 4, keepgoing: true } } },
  },
  { name: 'terminal', steps: [{ exec: 'tty', pty: true }, 'echo "${job.execid}"'] },
];

/** Allows any number of concurrent executions of a job, because a hostile runner need not end any. */
function textOf(job: JobText): string {
  return jobText({ ...job, tags: [ARENA_TAG], more: { ...job.more, multipleExecutions: true } });
}

/** The project that hostile runners serve. Its jobs create operations to lie about. */
export class Arena {
  /** Every execution that was accepted, oldest first. */
  readonly executions: number[] = [];
  readonly #coordinator: () => Coordinator;
  readonly #jobs: readonly JobId[];
  readonly #open = new Map<number, number>();

  private constructor(coordinator: () => Coordinator, jobs: readonly JobId[]) {
    this.#coordinator = coordinator;
    this.#jobs = jobs;
  }

  /** Creates the project, its jobs, and a source of nodes on its runners. */
  static async create(coordinator: () => Coordinator): Promise<Arena> {
    const { client } = coordinator();
    const project = ProjectName.parse(ARENA);
    await client.createProject({ body: { name: project } });
    const jobs: JobId[] = [];
    for (const job of JOBS) {
      const imported = await client.importJobs({
        params: { project },
        query: { dupeOption: 'update' },
        body: { text: textOf(job), mediaType: 'application/json' },
      });
      const id = imported.succeeded[0]?.id;
      if (id === undefined) throw new Error(`${job.name} was not imported: ${imported.failed[0]?.error}`);
      jobs.push(id);
    }
    await client.setProjectConfig({
      params: { project },
      body: {
        'resources.source.1.type': 'file',
        'resources.source.1.config.file': '/nodes.json',
        'resources.source.1.runner.filter': ARENA_TAG,
        'resources.source.2.type': 'directory',
        'resources.source.2.config.directory': '/nodes',
        'resources.source.2.runner.filter': ARENA_TAG,
      },
    });
    return new Arena(coordinator, jobs);
  }

  /**
   * Keeps coordinator and runner busy until the attack ends: starts executions and aborts old ones, requests nodes from
   * the runner, and pings it, drains or pauses it, and resumes it.
   */
  async keepBusy(runner: RunnerId, random: Random, over: AbortSignal): Promise<void> {
    const refreshing = this.#keepRefreshing(over);
    const administering = this.#keepAdministering(runner, random.fork(), over);
    while (!over.aborted) {
      await this.#submit(random).catch(() => undefined);
      await this.#stopLingering().catch(() => undefined);
      await pause(SUBMIT_EVERY_MS);
    }
    await Promise.all([refreshing, administering]);
  }

  /** Stops the open executions and waits for their ends. Resolves to those that do not end. */
  async end(): Promise<readonly number[]> {
    const { client } = this.#coordinator();
    const { executions } = await client.listRunningExecutions({
      params: { project: ProjectName.parse(ARENA) },
      query: { max: 1000 },
    });
    const lasting: number[] = [];
    for (const { id } of executions) await client.abortExecution({ params: { execution: id } });
    for (const { id } of executions) await endOf(client, id, 120_000).catch(() => lasting.push(id));
    return lasting;
  }

  async #submit(random: Random): Promise<void> {
    if (this.#open.size >= MOST_OPEN) return;
    const { client } = this.#coordinator();
    const { id } = await client.runJob({ params: { job: random.pick(this.#jobs) }, body: {} });
    this.executions.push(id);
    this.#open.set(id, performance.now());
  }

  async #stopLingering(): Promise<void> {
    const { client } = this.#coordinator();
    for (const [id, since] of [...this.#open]) {
      const execution = ExecutionId.parse(id);
      const { status } = await client.getExecution({ params: { execution } });
      if (status !== 'running') this.#open.delete(id);
      else if (performance.now() - since > LONGEST_OPEN_MS) {
        this.#open.delete(id);
        await client.abortExecution({ params: { execution } });
      }
    }
  }

  async #keepAdministering(runner: RunnerId, random: Random, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const { client } = this.#coordinator();
      const params = { runner };
      await client.pingRunner({ params, query: {} }).catch(() => undefined);
      if (random.chance(0.2)) {
        await client
          .setIntake({ params, body: { act: random.pick(['drain', 'pause']) } })
          .catch(() => undefined);
        await client.setIntake({ params, body: { act: 'resume' } }).catch(() => undefined);
      }
      await pause(ADMINISTER_EVERY_MS);
    }
  }

  async #keepRefreshing(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const params = { project: ProjectName.parse(ARENA) };
      await this.#coordinator()
        .client.refreshNodes({ params, query: {}, signal: over })
        .catch(() => undefined);
      await pause(REFRESH_EVERY_MS);
    }
  }
}
