import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import type { Job } from '../../../job-language/format/job.ts';
import { jobPath } from '../../../job-language/format/job-path.ts';
import { withPatternAnswers } from '../../../job-language/nodes/pattern-answers.ts';
import type { GivenOptions } from '../../../job-language/options/given-options.ts';
import { automaticDispatch } from '../../../job-language/plan/automatic-dispatch.ts';
import type { PlannedNodes } from '../../../job-language/plan/plan-job.ts';
import { mostExecutions, runTimeout } from '../../../job-language/plan/run-limits.ts';
import { acceptedOptions, optionLookup } from '../../../job-language/plan/run-options.ts';
import { runTarget } from '../../../job-language/plan/run-target.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import type { ExecutionRequested, Limits } from '../../engine/events/events.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import type { SecureValueCache } from '../../keys/secure-value-cache.ts';
import { type CoordinatorSnapshot, settingsOf } from '../../store/definitions/coordinator-definitions.ts';
import type { AdhocRequest, RunRequest } from '../executions.ts';
import type { ExecutionsParts } from '../needs.ts';
import type { ExecutionIds } from '../restoration/execution-ids.ts';
import type { Restoration } from '../restoration/restoration.ts';
import type { Retries } from '../retries/retries.ts';
import type { ExecutionRuntime } from '../runtime/execution-runtime.ts';
import type { LiveExecution } from '../runtime/live-execution.ts';
import { requireExecutionsEnabled, whyExecutionsRest } from './execution-mode.ts';
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

/** Stands for an id that is not taken yet. */
const UNKNOWN = ExecutionId.parse(Number.MAX_SAFE_INTEGER);

/** What a run is asked with, besides its job. */
type Asked = Omit<RunRequest, 'job' | 'filter'> & Pick<EnteringRun, 'job' | 'record' | 'retry' | 'filter'>;

/** Decides whether a job or a command may run now, and makes the execution. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #gate: JobGate;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#gate = new JobGate(parts.runtime.index, () => parts.ids.next());
  }

  /**
   * Throws as `Executions.run` says.
   * @param retry what it repeats
   */
  async admit(request: RunRequest, retry?: EnteringRun['retry']): Promise<LiveExecution> {
    const { job: record, ...asked } = request;
    const job = await this.#parts.jobs.get(record.textHash);
    if (!record.executionEnabled || !job.executionEnabled) {
      throw new OutrunnerError('job-disabled', { job: jobPath(job) });
    }
    if (asked.filter !== undefined && !job.nodeFilterEditable) {
      throw new OutrunnerError('node-filter-fixed', { job: jobPath(job) });
    }
    const placed = withRunners(job, asked.runnerSelector);
    const filter = asked.nodes === undefined ? asked.filter : namesFilter(asked.nodes);
    return this.#enter({ ...asked, filter, job: placed, record, retry }, record.project);
  }

  /** Throws as `Executions.runAdhoc` says. */
  async admitAdhoc({ project, ...asked }: AdhocRequest): Promise<LiveExecution> {
    return this.#enter({ ...asked, executionType: 'adhoc' }, project);
  }

  async #enter(asked: Asked, projectName: AdhocRequest['project']): Promise<LiveExecution> {
    const { definitions, inventory, restoration, options } = this.#parts;
    const { job, record, user, startAt } = asked;
    await this.#requireDisk();
    const snapshot = await definitions.snapshot();
    const project = snapshot.get('projects', projectName);
    if (project === undefined) throw new OutrunnerError('not-found', { kind: 'Project', name: projectName });
    requireExecutionsEnabled(snapshot, projectName);
    const resolved = acceptedOptions(
      job,
      await options.find(job, givenOf(asked), { project: projectName, user }),
    );
    const lookup = optionLookup(resolved.values);
    const target = runTarget(job, lookup);
    const runners = snapshot.values('runners');
    const run: EnteringRun = {
      ...asked,
      executionType: asked.executionType ?? 'user',
      ...{ project, resolved, target, inventory: await inventory.nodes(projectName) },
      automatic: job.runnerSelector === undefined ? automaticDispatch(project, runners) : undefined,
      placement: stepPlacement(snapshot),
      limits: {
        ...limitsOf(snapshot, runTimeout(job, lookup)),
        ...(startAt === undefined ? {} : mostOf(job, lookup)),
      },
    };
    // What is wrong with the plan is said before an id is taken.
    const { requested, nodes } = await this.#requested(run, UNKNOWN);
    requireRunners({ runners, replicas: snapshot.values('replicas') }, project, requested.plan, jobPath(job));
    // Last of all waits: what begins while a restore is under way would take an id of the history that was lost.
    await restoration.settled();
    const begin = (id: ExecutionId) => this.#begin(run, id, nodes);
    return record === undefined || startAt !== undefined
      ? begin(await this.#parts.ids.next())
      : this.#gate.enter(record.id, job, lookup, begin);
  }

  /**
   * Lets an execution begin whose planned time has come, by `begin`. Undefined: it did; else why it may not yet.
   * Rejections are those of the definitions and of `begin`.
   */
  async beginPlanned({ request }: ExecutionState, begin: () => Promise<void>): Promise<string | undefined> {
    const snapshot = await this.#parts.definitions.snapshot();
    const { job, project, id, limits } = request;
    const rest = whyExecutionsRest(snapshot, project);
    if (rest !== undefined) return rest;
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
      ...{ id, time: clock.epoch(), uuid: newUuid(), random },
      serverUrl: addresses.server(),
      url: addresses.execution(id),
    };
    return withPatternAnswers(patterns, (answers) => requestedRun(run, { ...moment, answers, known }));
  }

  async #requireDisk(): Promise<void> {
    const { dataDir } = this.#parts;
    const { low, freeBytes } = await dataDir.diskSpace();
    if (low) throw new OutrunnerError('storage-low', { free: freeBytes, path: dataDir.path });
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
      // What cannot be written now is found to be over at the next start.
      await retries.unexpect(id).catch(() => undefined);
      await returnFiles(files, run, id);
      throw error;
    }
  }
}

function mayBeRetried({ retry }: ExecutionRequested): boolean {
  return retry !== undefined && retry.attempt < retry.max;
}

/** How many executions of the job there may be when one that waits for its time begins. */
function mostOf(job: Job, lookup: ValueLookup): Pick<Limits, 'mostExecutions'> {
  const most = mostExecutions(job, lookup);
  return most === undefined ? {} : { mostExecutions: most };
}

/** The filter that selects nodes by their names. */
function namesFilter(names: readonly string[]): string {
  return `name: "${names.join(',').replaceAll('"', '""')}"`;
}

function givenOf({ options, argString }: Asked): GivenOptions {
  return { options, argString };
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
