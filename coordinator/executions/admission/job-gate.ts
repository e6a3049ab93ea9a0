import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import type { Job } from '../../../job-language/format/job.ts';
import { jobPath } from '../../../job-language/format/job-path.ts';
import { mostExecutions } from '../../../job-language/plan/run-limits.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId } from '../../../protocol/ids.ts';
import type { ExecutionIndex } from '../runtime/execution-index.ts';
import type { LiveExecution } from '../runtime/live-execution.ts';

/**
 * Limits how many executions of a job run at the same time. Each check and its reservation happen in one synchronous
 * step, so that two simultaneous requests cannot both take the last free slot.
 */
export class JobGate {
  readonly #index: ExecutionIndex;
  readonly #nextId: () => Promise<ExecutionId>;
  /** Executions that are being accepted, by job. */
  readonly #entering = new Map<JobId, Set<Promise<ExecutionId>>>();

  constructor(index: ExecutionIndex, nextId: () => Promise<ExecutionId>) {
    this.#index = index;
    this.#nextId = nextId;
  }

  /**
   * Starts a new execution within the limit of its job. Throws `job-already-running`, `options-invalid` and the errors
   * of `begin`.
   */
  async enter(
    id: JobId,
    job: Job,
    lookup: ValueLookup,
    begin: (execution: ExecutionId) => Promise<LiveExecution>,
  ): Promise<LiveExecution> {
    const most = mostExecutions(job, lookup);
    const entering = this.#entering.get(id) ?? new Set();
    const open = this.#index.ofJob(id);
    if (most !== undefined && open.length + entering.size >= most) {
      const [execution = await [...entering][0]] = open;
      throw new OutrunnerError('job-already-running', { job: jobPath(job), execution: execution ?? 0 });
    }
    const next = this.#nextId();
    return this.#during(id, next, async () => begin(await next));
  }

  /**
   * Starts an execution that was accepted earlier, if fewer than `most` executions of its job are running.
   * @returns whether the execution started
   */
  async begin(
    id: JobId,
    { execution, most }: { readonly execution: ExecutionId; readonly most: number | undefined },
    begin: () => Promise<void>,
  ): Promise<boolean> {
    const running = this.#index.ofJob(id).length + (this.#entering.get(id)?.size ?? 0);
    if (most !== undefined && running >= most) return false;
    await this.#during(id, Promise.resolve(execution), begin);
    return true;
  }

  /** Counts an execution against the limit of its job while `work` is in progress. */
  async #during<T>(id: JobId, execution: Promise<ExecutionId>, work: () => Promise<T>): Promise<T> {
    const entering = this.#entering.get(id) ?? new Set();
    this.#entering.set(id, entering.add(execution));
    try {
      return await work();
    } finally {
      entering.delete(execution);
      if (entering.size === 0) this.#entering.delete(id);
    }
  }
}
