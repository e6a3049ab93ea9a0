import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import type { Job } from '../../../job-language/format/job.ts';
import { jobPath } from '../../../job-language/format/job-path.ts';
import { withPatternAnswers } from '../../../job-language/nodes/pattern-answers.ts';
import { automaticDispatch } from '../../../job-language/plan/automatic-dispatch.ts';
import type { PlannedNodes } from '../../../job-language/plan/plan-job.ts';
import { mostExecutions, runRetry, runTimeout } from '../../../job-language/plan/run-limits.ts';
import { acceptedOptions, optionLookup } from '../../../job-language/plan/run-options.ts';
import { runTarget } from '../../../job-language/plan/run-target.ts';
import { optionValues } from '../../../job-language/plan/run-values.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import type { ExecutionRequested, JobRetry, Limits } from '../../engine/events/events.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import type { SecureValueCache } from '../../keys/secure-value-cache.ts';
import { requireRoom } from '../../store/data-dir/require-room.ts';
import {
  type CoordinatorSnapshot,
  coordinatorOf,
  settingsOf,
} from '../../store/definitions/coordinator-definitions.ts';
import type { AdhocRequest, RunInputs, RunRequest } from '../executions.ts';
import type { ExecutionsParts } from '../needs.ts';
import type { ExecutionIds } from '../restoration/execution-ids.ts';
import type { Restoration } from '../restoration/restoration.ts';
import type { Retries } from '../retries/retries.ts';
import type { ExecutionRuntime } from '../runtime/execution-runtime.ts';
import type { LiveExecution } from '../runtime/live-execution.ts';
import { requireExecutionsEnabled, whyExecutionsPaused } from './execution-mode.ts';
import { claimFiles, returnFiles } from './input-files.ts';
import type { JobCache } from './job-cache.ts';
import { JobGate } from './job-gate.ts';
import type { OptionFinder } from './option-finder.ts';
import { type EnteringRun, type RequestedRun, requestedRun } from './requested-run.ts';
import { requireRunners } from './require-runner.ts';
import { stepPlacement } from './step-placement.ts';
import { withRunners } from './with-runners.ts';

export type AdmissionParts = Pick<
  ExecutionsParts,
  | 'clock'
  | 'dataDir'
  | 'definitions'
  | 'inventory'
  | 'addresses'
  | 'files'
  | 'patterns'
  | 'random'
  | 'newUuid'
> & {
  readonly runtime: ExecutionRuntime;
  readonly ids: ExecutionIds;
  readonly jobs: JobCache;
  readonly options: OptionFinder;
  readonly restoration: Restoration;
  readonly retries: Pick<Retries, 'expect' | 'unexpect'>;
  readonly secrets: SecureValueCache;
};

/** Placeholder for an execution id that has not been issued yet. */
const UNKNOWN = ExecutionId.parse(Number.MAX_SAFE_INTEGER);

/** The parameters of a requested run, with its parsed job. */
type RunParameters = Omit<RunRequest, 'job' | 'filter'> &
  Pick<EnteringRun, 'job' | 'record' | 'draft' | 'retry' | 'filter'>;

/** Decides whether a job or a command can run now, and starts its execution. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #gate: JobGate;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#gate = new JobGate(parts.runtime.index, () => parts.ids.next());
  }

  /**
   * Admits a run of a stored job and starts it. Throws the errors of `Executions.run`.
   * @param retry set if the run retries another execution
   */
  async admit(request: RunRequest, retry?: EnteringRun['retry']): Promise<LiveExecution> {
    const { job: record, ...asked } = request;
    const defined = await this.#parts.jobs.get(record.textHash);
    if (!record.executionEnabled) throw new OutrunnerError('job-disabled', { job: jobPath(defined) });
    const job = permittedJob(defined, asked);
    const filter = asked.nodes === undefined ? asked.filter : namesFilter(asked.nodes);
    return this.#enter({ ...asked, filter, job, record, retry }, record.project);
  }

  /** Admits an ad-hoc run or a draft, and starts it. Throws the errors of `Executions.runAdhoc`. */
  async admitAdhoc({ project, ...asked }: AdhocRequest): Promise<LiveExecution> {
    const job = permittedJob(asked.job, asked);
    return this.#enter({ ...asked, job, executionType: 'adhoc' }, project);
  }

  async #enter(asked: RunParameters, projectName: AdhocRequest['project']): Promise<LiveExecution> {
    const { definitions, inventory, restoration, options } = this.#parts;
    const { job, record, user, startAt } = asked;
    await this.#requireDisk();
    const snapshot = await definitions.snapshot();
    const project = snapshot.get('projects', projectName);
    if (project === undefined) throw new OutrunnerError('not-found', { kind: 'Project', name: projectName });
    requireExecutionsEnabled(snapshot, projectName);
    const resolved = acceptedOptions(job, await options.find(job, asked, { project: projectName, user }));
    const lookup = optionLookup(resolved.values);
    const target = runTarget(job, lookup);
    const runners = snapshot.values('runners');
    const run: EnteringRun = {
      ...asked,
      executionType: asked.executionType ?? 'user',
      project,
      coordinatorId: coordinatorOf(snapshot).id,
      resolved,
      target,
      inventory: await inventory.nodes(projectName),
      optionValues: optionValues(job, resolved, project.config),
      // Only a stored job can be retried.
      retry: record === undefined ? undefined : (asked.retry ?? firstAttempt(job, lookup)),
      automatic: job.runnerSelector === undefined ? automaticDispatch(project, runners) : undefined,
      placement: stepPlacement(snapshot),
      limits: {
        ...limitsOf(snapshot, runTimeout(job, lookup)),
        ...(startAt === undefined ? {} : mostOf(job, lookup)),
      },
    };
    // Plans before an id is issued, so that a run with an invalid plan uses up no id.
    const { requested, nodes } = await this.#requested(run, UNKNOWN);
    requireRunners({ runners, replicas: snapshot.values('replicas') }, project, requested.plan, jobPath(job));
    // Must be the last await before an id is issued: an execution that starts during a restore could reuse an id from
    // the lost history.
    await restoration.settled();
    const begin = (id: ExecutionId) => this.#begin(run, id, nodes);
    return record === undefined || startAt !== undefined
      ? begin(await this.#parts.ids.next())
      : this.#gate.enter(record.id, job, lookup, begin);
  }

  /**
   * Calls `begin` if a planned execution can start now. Returns undefined once the execution has started, and otherwise
   * the reason why it cannot start yet. Rejects with the errors of the definitions and of `begin`.
   */
  async beginPlanned({ request }: ExecutionState, begin: () => Promise<void>): Promise<string | undefined> {
    const snapshot = await this.#parts.definitions.snapshot();
    const { job, project, id, limits } = request;
    const paused = whyExecutionsPaused(snapshot, project);
    if (paused !== undefined) return paused;
    if (job === undefined) {
      await begin();
      return undefined;
    }
    if (snapshot.get('jobs', job.id)?.executionEnabled === false) return 'the job is disabled';
    const hasBegun = await this.#gate.begin(job.id, { execution: id, most: limits.mostExecutions }, begin);
    return hasBegun ? undefined : 'the job is already running';
  }

  #requested(run: EnteringRun, id: ExecutionId, known?: PlannedNodes): Promise<RequestedRun> {
    const { clock, newUuid, addresses, random, patterns } = this.#parts;
    const moment = {
      id,
      time: clock.epoch(),
      uuid: newUuid(),
      random,
      serverUrl: addresses.server(),
      url: addresses.execution(id),
    };
    return withPatternAnswers(patterns, (answers) => requestedRun(run, { ...moment, answers, known }));
  }

  async #requireDisk(): Promise<void> {
    const { dataDir } = this.#parts;
    requireRoom(await dataDir.diskSpace(), dataDir.path);
  }

  async #begin(run: EnteringRun, id: ExecutionId, nodes: PlannedNodes | undefined): Promise<LiveExecution> {
    const { runtime, retries, secrets, files } = this.#parts;
    const { requested } = await this.#requested(run, id, nodes);
    const { secureValues } = run.resolved;
    await claimFiles(files, run, id);
    try {
      if (requested.secureOptions.length > 0) await secrets.keep({ execution: id, scope: 0 }, secureValues);
      if (mayBeRetried(requested)) await retries.expect(id);
      return await runtime.begin(requested, run.recordStart);
    } catch (error) {
      secrets.drop(id);
      // If this write fails, the coordinator removes the record of the retry at its next start.
      await retries.unexpect(id).catch(() => undefined);
      await returnFiles(files, run, id);
      throw error;
    }
  }
}

/**
 * Returns the job with the runner selector of the request. Throws `job-disabled`, and `node-filter-fixed` or
 * `runner-filter-fixed` if the request sets a filter that the job does not allow to be changed.
 */
function permittedJob(job: Job, { filter, runnerSelector }: RunInputs): Job {
  if (!job.executionEnabled) throw new OutrunnerError('job-disabled', { job: jobPath(job) });
  if (filter !== undefined && !job.nodeFilterEditable)
    throw new OutrunnerError('node-filter-fixed', { job: jobPath(job) });
  return withRunners(job, runnerSelector);
}

function mayBeRetried({ retry }: ExecutionRequested): boolean {
  return retry !== undefined && retry.attempt < retry.max;
}

/** Returns the job's limit of concurrent executions, which is checked when a planned execution starts. */
function mostOf(job: Job, lookup: ValueLookup): Pick<Limits, 'mostExecutions'> {
  const most = mostExecutions(job, lookup);
  return most === undefined ? {} : { mostExecutions: most };
}

function firstAttempt(job: Job, lookup: ValueLookup): JobRetry | undefined {
  const limits = runRetry(job, lookup);
  return limits && { attempt: 0, ...limits };
}

/** Returns the filter that selects nodes by name. */
function namesFilter(names: readonly string[]): string {
  return `name: "${names.join(',').replaceAll('"', '""')}"`;
}

function limitsOf(snapshot: CoordinatorSnapshot, timeoutSeconds: number | undefined): Limits {
  const { dispatch, operation } = settingsOf(snapshot);
  return {
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    dispatchWaitSeconds: dispatch.waitSeconds,
    cancelGraceSeconds: operation.cancelGraceSeconds,
    cancelConfirmSeconds: operation.cancelConfirmSeconds,
  };
}
