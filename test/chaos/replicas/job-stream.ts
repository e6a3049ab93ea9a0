import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../../protocol/client/client.ts';
import { type ExecutionId, ProjectName } from '../../../protocol/ids.ts';
import { endOf, importJob, linesOf } from '../../e2e/harness/jobs.ts';
import { type ChaosJob, chaosJob, textOf } from '../chaos-job.ts';
import { type ChaosAllowance, misfits } from '../facts.ts';
import type { Random } from '../random.ts';
import { RUNNER } from './replica-set.ts';

const PROJECT = ProjectName.parse('demo');

/** Runs jobs one after another on the runner of the replicas, until it is stopped. */
export class JobStream {
  readonly #client: Client;
  readonly #notes: string;
  readonly #asked = new Map<ExecutionId, ChaosJob>();
  /** Distinct reasons that executions reported while they ran, without digits. */
  readonly waits = new Set<string>();

  /** @param notes folder for the notes of the steps */
  constructor(client: Client, notes: string) {
    this.#client = client;
    this.#notes = notes;
  }

  /** Runs jobs until the signal aborts. Excludes lingering jobs, which would have to be stopped. */
  async run(random: Random, over: AbortSignal): Promise<void> {
    for (let number = 1; !over.aborted; number += 1) {
      const drawn = { ...chaosJob(number, random), tags: [RUNNER] };
      const job = drawn.abortAfterMs === undefined ? drawn : { ...drawn, ...STAYING };
      const id = await importJob(this.#client, textOf(job, this.#notes));
      const options = job.secret === undefined ? {} : { key: job.secret };
      const { id: execution } = await this.#client.runJob({ params: { job: id }, body: { options } });
      this.#asked.set(execution, job);
      await this.#look();
      await pause(random.between(300, 1000));
    }
  }

  /** Returns the inconsistencies after all executions have ended. */
  async misfits(allowance: ChaosAllowance): Promise<string[]> {
    const found: string[] = [];
    let unknown = 0;
    for (const [id, job] of this.#asked) {
      await this.#look();
      const execution = await endOf(this.#client, id);
      const lines = await linesOf(this.#client, id);
      found.push(...(await misfits({ job, execution, lines, ...allowance }, this.#notes)));
      if (execution.customStatus === 'unknown') unknown += 1;
      if (execution.status !== 'succeeded' && !execution.reason?.message)
        found.push(`execution ${id} ended as ${execution.status} without a reason`);
    }
    if (allowance.hostGone === true && unknown === 0)
      found.push('no execution ended as unknown, although a host was lost');
    return found;
  }

  /** Records the reasons why executions wait. */
  async #look(): Promise<void> {
    const { executions } = await this.#client.listRunningExecutions({ params: { project: PROJECT } });
    for (const { reason } of executions)
      if (reason !== undefined) this.waits.add(`${reason.code}: ${reason.message.replaceAll(/\d+/g, 'N')}`);
  }
}

/** Properties that make a lingering step end by itself. */
const STAYING = {
  abortAfterMs: undefined,
  steps: [{ lines: 40, seconds: 0.1, exitCode: 0, pty: false, both: true, lingers: false }],
} as const;
