/**
 * What the services ask of executions: to run, stop, find and follow them.
 *
 * Every answer is made from durable state. Rejections are errors of the catalogue.
 */

import type { Job } from '../../job-language/format/job.ts';
import type {
  ExecutionStatus,
  ExecutionSummary,
  ExecutionType,
  Reason,
} from '../../protocol/entities/execution.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import type { RunnerSelector } from '../../protocol/entities/runner-selector.ts';
import type { ExecutionId, JobId, OperationId, ProjectName } from '../../protocol/ids.ts';
import type { ExecutionState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { EngineLine } from '../engine/events/engine-line.ts';
import type { StepProgress } from '../engine/views/step-progress.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { JournalCommit } from '../store/journal/journal-commit.ts';

export interface RunRequest {
  /** The stored job; its project and text hash are taken from it. */
  readonly job: JobRecord;
  readonly user: string;
  /** Values by option name; a list for a multivalued option. */
  readonly options?: Readonly<Record<string, string | readonly string[]>>;
  /** `-name value -name2 "value 2"`; `options` win over it. */
  readonly argString?: string;
  readonly logLevel?: string;
  /** A node filter instead of the job's, where the job lets it be changed. */
  readonly filter?: string;
  /** Runners instead of the job's, where the job lets them be changed. */
  readonly runnerSelector?: RunnerSelector;
  /** From 1 to 9; absent: as the job says, or its project. */
  readonly priority?: number;
  /** Only these nodes, whether or not its filter may be changed. */
  readonly nodes?: readonly string[];
  /** Absent: `user`. */
  readonly executionType?: ExecutionType;
  /** With `scheduled`: kept with the execution, so that the fire is known to be done. */
  readonly schedule?: PlannedFire;
  /** It begins then, epoch ms; absent: at once. */
  readonly startAt?: number;
  readonly recordStart?: RecordStart;
}

/** Adds the audit record of a start to the commit that stores the execution. */
export type RecordStart = (id: ExecutionId, commit: JournalCommit) => void;

/** Adds the audit record of a stop to the commit that stores it, with the status that the stop leads to. */
export type RecordAbort = (status: AbortOutcome['status'], commit: JournalCommit) => void;

/** A command or script of the moment, as the job that it is for this once. */
export interface AdhocRequest {
  readonly project: ProjectName;
  readonly user: string;
  readonly job: Job;
  readonly recordStart?: RecordStart;
}

export interface AbortOutcome {
  /** `pending` until confirmed; `failed` when it had ended before. */
  readonly status: 'pending' | 'aborted' | 'failed';
  readonly reason: string;
  readonly execution: ExecutionSummary;
}

export interface ExecutionsQuery {
  readonly project?: ProjectName;
  readonly jobId?: JobId;
  readonly status?: ExecutionStatus;
  readonly user?: string;
  /** Only executions with a smaller or larger start, epoch ms. */
  readonly startedBefore?: number;
  readonly startedAfter?: number;
  /** Newest first. */
  readonly offset: number;
  readonly max: number;
}

export interface ExecutionsPage {
  readonly executions: readonly ExecutionSummary[];
  /** Of all that match, not of this page. */
  readonly total: number;
}

/** A step on a node, as lines of output name it. */
export interface StepLocation {
  readonly stepctx: string;
  readonly node: string;
}

export interface Executions {
  /**
   * Admits and starts a job; resolves once that is durable.
   * @throws execution-mode-passive, project-executions-disabled, job-disabled, job-already-running, no-runner-matches, no-local-runner, options-invalid, job-invalid, node-filter-fixed, node-filter-invalid, orchestrator-invalid, input-file-unusable, storage-low
   */
  run(request: RunRequest): Promise<ExecutionSummary>;
  /** As {@link run}, of a command of the moment. */
  runAdhoc(request: AdhocRequest): Promise<ExecutionSummary>;
  /**
   * Stops an execution. `record` is called if that changes the execution.
   * @throws not-found
   */
  abort(id: ExecutionId, user: string, record?: RecordAbort): Promise<AbortOutcome>;
  get(id: ExecutionId): Promise<ExecutionSummary | undefined>;
  list(query: ExecutionsQuery): Promise<ExecutionsPage>;
  /** All that have not ended, oldest first. */
  running(): readonly ExecutionSummary[];
  /** Those that failed and are to be repeated, in no order. */
  awaitingRetry(): readonly ExecutionSummary[];
  /** Rundeck's workflow state. */
  state(id: ExecutionId): Promise<ExecutionState | undefined>;
  /** Each step on each node, with its operations. */
  steps(id: ExecutionId): Promise<readonly StepProgress[] | undefined>;
  /** Where operations stand, those of them that there are: at the cost of these, however many the execution has. */
  places(id: ExecutionId, operations: Iterable<OperationId>): Promise<ReadonlyMap<OperationId, StepLocation>>;
  /** The engine's own lines with a number above `after` (0: all), in order. */
  lines(id: ExecutionId, after: number): Promise<readonly EngineLine[]>;
  /** The execution that repeats this one, where it failed and is repeated. */
  retriedBy(id: ExecutionId): Promise<ExecutionId | undefined>;
  /** Called once a change is durable, in order for one execution; changes that follow closely are told as one. Returns how to stop. */
  onChange(listener: (summary: ExecutionSummary) => void): () => void;
  /** Called for each engine line once durable, in order for one execution. Returns how to stop. */
  onLine(listener: (line: EngineLine) => void): () => void;
  /**
   * Removes an ended execution from the journal; its output is the caller's to remove.
   * @throws not-found, execution-running
   */
  deleteExecution(id: ExecutionId): Promise<void>;
  /** Why nothing is dispatched although executions wait: after a restore, until {@link release}. */
  held(): Reason | undefined;
  /** Lets queued work be dispatched again after a restore. `commit` holds the audit record. */
  release(user: string, commit?: JournalCommit): Promise<void>;
  /** Stops timers and listeners after what is in flight is durable. Open executions stay open. */
  close(): Promise<void>;
}
