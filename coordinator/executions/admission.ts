import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { Job } from '../../protocol/job/job.ts';
import { jobPath } from '../../protocol/job/job-path.ts';
import { ENGINE_VERSION, type ExecutionRequested, type Limits } from '../engine/events.ts';
import { planJob } from '../engine/plan-job.ts';
import { plannedNotifications } from '../notifications/planned-notifications.ts';
import { requireExecutionsEnabled } from '../schedules/execution-mode.ts';
import { settingsOf } from '../store/definitions/coordinator-definitions.ts';
import type { ExecutionIds } from './execution-ids.ts';
import type { ExecutionRuntime } from './execution-runtime.ts';
import type { RunRequest } from './executions.ts';
import type { JobCache } from './job-cache.ts';
import type { LiveExecution } from './live-execution.ts';
import type { ExecutionsParts } from './needs.ts';
import { requireRunner } from './require-runner.ts';
import type { Restoration } from './restoration.ts';
import { argumentString, runOptions, runTarget, runTimeout, runValues } from './run-values.ts';
import type { SecureValues } from './secure-values.ts';

export type AdmissionParts = Pick<ExecutionsParts, 'clock' | 'dataDir' | 'definitions' | 'log'> & {
  readonly runtime: ExecutionRuntime;
  readonly ids: ExecutionIds;
  readonly jobs: JobCache;
  readonly restoration: Restoration;
  readonly secureValues: SecureValues;
};

/**
 * Decides whether a job may run now, and makes the execution. Everything about other executions is decided in one turn
 * without a wait in it, so that two requests cannot both be the first.
 */
export class Admission {
  readonly #parts: AdmissionParts;
  /** Jobs that are being accepted. */
  readonly #entering = new Map<JobId, Promise<ExecutionId>>();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** Throws as `Executions.run` says. */
  async admit(request: RunRequest): Promise<LiveExecution> {
    const { definitions, jobs, restoration } = this.#parts;
    const job = await jobs.get(request.job.textHash);
    if (!request.job.executionEnabled || !job.executionEnabled) {
      throw new OutrunnerError('job-disabled', { job: jobPath(job) });
    }
    await this.#requireDisk();
    const resolved = runOptions(job, request);
    const target = runTarget(job, resolved);
    const timeoutSeconds = runTimeout(job, resolved);
    const snapshot = await definitions.snapshot();
    requireExecutionsEnabled(snapshot, request.job.project);
    requireRunner(snapshot.values('runners'), request.job.project, target, jobPath(job));
    const settings = settingsOf(snapshot);
    const notifications = plannedNotifications(job);
    const limits: Limits = {
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
      dispatchWaitSeconds: settings.dispatch.waitSeconds,
      cancelGraceSeconds: settings.operation.cancelGraceSeconds,
      cancelConfirmSeconds: settings.operation.cancelConfirmSeconds,
    };
    // Last of all waits: what begins while a restore is under way would take an id of the history that was lost.
    await restoration.settled();
    return this.#enter(request.job.id, job, async (id) => {
      const values = runValues(job, request, resolved, id);
      const secure = Object.entries(resolved.secureValues).filter(([name]) =>
        values.secureOption.includes(name),
      );
      const requested: ExecutionRequested = {
        type: 'execution-requested',
        engineVersion: ENGINE_VERSION,
        time: this.#parts.clock.epoch(),
        id,
        project: request.job.project,
        user: request.user,
        job: {
          id: request.job.id,
          name: request.job.name,
          group: request.job.group,
          revision: request.job.revision,
          textHash: request.job.textHash,
        },
        plan: planJob(job, values, target),
        options: resolved.values,
        argString: argumentString(resolved.values),
        secureOptions: secure.map(([name]) => name),
        target,
        limits,
        ...(request.executionType === undefined ? {} : { executionType: request.executionType }),
        ...(request.schedule === undefined ? {} : { schedule: request.schedule }),
        ...(notifications === undefined ? {} : { notifications }),
      };
      return this.#begin(requested, Object.fromEntries(secure));
    });
  }

  async #requireDisk(): Promise<void> {
    const { dataDir } = this.#parts;
    const { low, freeBytes } = await dataDir.diskSpace();
    if (low) throw new OutrunnerError('storage-low', { free: freeBytes, path: dataDir.path });
  }

  async #enter(
    id: JobId,
    job: Job,
    begin: (execution: ExecutionId) => Promise<LiveExecution>,
  ): Promise<LiveExecution> {
    const { ids, runtime } = this.#parts;
    if (job.multipleExecutions) return begin(await ids.next());
    const running = runtime.index.ofJob(id) ?? this.#entering.get(id);
    if (running !== undefined) {
      throw new OutrunnerError('job-already-running', { job: jobPath(job), execution: await running });
    }
    const next = ids.next();
    this.#entering.set(id, next);
    try {
      return await begin(await next);
    } finally {
      this.#entering.delete(id);
    }
  }

  async #begin(
    requested: ExecutionRequested,
    secure: Readonly<Record<string, string>>,
  ): Promise<LiveExecution> {
    const { runtime, secureValues } = this.#parts;
    if (requested.secureOptions.length === 0) return runtime.begin(requested);
    await secureValues.keep(requested.id, secure);
    try {
      return await runtime.begin(requested);
    } catch (error) {
      await secureValues.forget(requested.id);
      throw error;
    }
  }
}
