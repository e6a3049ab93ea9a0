/**
 * The interface through which services run, stop, find and follow executions.
 *
 * All results reflect durable state. Rejections are errors of the catalogue.
 */

import type { Job } from '../../job-language/format/job.ts';
import type {
  DraftDefinition,
  ExecutionSummary,
  ExecutionType,
  Reason,
  WebhookOrigin,
} from '../../protocol/entities/execution.ts';
import type { Originator } from '../../protocol/entities/originator.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import type { RunnerSelector } from '../../protocol/entities/runner-selector.ts';
import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId, OperationId, ProjectName } from '../../protocol/ids.ts';
import type { WorkflowState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { Stream } from '../../protocol/runner/frames.ts';
import type { EngineLine } from '../engine/events/engine-line.ts';
import type { ExecutionRequested, JobRetry } from '../engine/events/events.ts';
import type { ImportedHistory, ImportedPlace } from '../engine/events/imported-history.ts';
import type { StepProgress } from '../engine/views/step-progress.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { ExecutionFigures, ExecutionPage, ExecutionQuery } from '../store/journal/journal.ts';
import type { JournalCommit } from '../store/journal/journal-commit.ts';

export interface RunRequest {
  /** Record of the stored job, with its project and the hash of its text. */
  readonly job: JobRecord;
  readonly user: string;
  /** Whose rights the execution has. `user` differs from its user if the caller runs the job as somebody else. */
  readonly originator?: Originator | undefined;
  /** Values by option name; a list for a multivalued option. */
  readonly options?: Readonly<Record<string, string | readonly string[]>>;
  /** Option values as `-name value -name2 "value 2"`; `options` take precedence. */
  readonly argString?: string;
  readonly logLevel?: string;
  /** Node filter in place of the job's, if the job allows that. */
  readonly filter?: string;
  /** Runner selector in place of the job's, if the job allows that. */
  readonly runnerSelector?: RunnerSelector;
  /** Priority, 1 to 9; absent: that of the job or its project. */
  readonly priority?: number;
  /** Restricts the run to these nodes, even if the job does not allow other filters. */
  readonly nodes?: readonly string[];
  /** Absent: `user`. */
  readonly executionType?: ExecutionType;
  /**
   * The scheduled time that starts this run; only for the type `scheduled`. Stored with the execution, so that no
   * scheduled time starts two runs.
   */
  readonly schedule?: PlannedFire;
  /** The webhook whose event starts the run. */
  readonly webhook?: WebhookOrigin;
  /** Planned start, epoch ms; absent: at once. */
  readonly startAt?: number;
  readonly recordStart?: RecordStart;
}

/** Adds the audit record of a start to the commit that stores the execution. */
export type RecordStart = (id: ExecutionId, commit: JournalCommit) => void;

/** Adds the audit record of a stop, with its resulting status, to the commit that stores the stop. */
export type RecordAbort = (status: AbortOutcome['status'], commit: JournalCommit) => void;

export interface DeletionRequest {
  /** Throws an error of the catalogue if the execution must not be deleted. */
  readonly permit?: (summary: ExecutionSummary) => void;
  /** Adds the audit records of a batch of deleted executions to the commit that deletes them. */
  readonly record?: (deleted: readonly ExecutionSummary[], commit: JournalCommit) => void;
}

/** Why executions were not deleted, by id. */
export type DeletionErrors = ReadonlyMap<ExecutionId, OutrunnerError>;

/** The parameters of a run that a caller can set for stored jobs and for ad-hoc jobs. */
export type RunInputs = Pick<
  RunRequest,
  'options' | 'argString' | 'logLevel' | 'filter' | 'runnerSelector' | 'priority'
>;

/** An ad-hoc command or script in the form of a job, or a draft. */
export interface AdhocRequest extends RunInputs {
  readonly project: ProjectName;
  readonly user: string;
  /** See {@link RunRequest.originator}. */
  readonly originator?: Originator | undefined;
  readonly job: Job;
  /** The definition, if the run is a draft. */
  readonly draft?: DraftDefinition;
  readonly recordStart?: RecordStart;
}

export interface AbortOutcome {
  /** `pending` until the replicas confirm; `failed` if the execution had already ended. */
  readonly status: 'pending' | 'aborted' | 'failed';
  readonly reason: string;
  readonly execution: ExecutionSummary;
}

/** Step context and node of an output line. */
export interface StepLocation {
  readonly stepctx: string;
  readonly node: string;
}

/** An execution that ended elsewhere. */
export interface ImportedExecution
  extends Pick<ExecutionRequested, 'project' | 'user' | 'job' | 'options' | 'argString' | 'executionType'> {
  readonly retry?: Pick<JobRetry, 'attempt' | 'initial' | 'previous'>;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly history: Omit<ImportedHistory, 'places'>;
  /** The steps on nodes that are known before the output is read. */
  readonly places: readonly ImportedPlace[];
}

/** A line of an imported execution's output, without its newline. */
export interface ImportedLine {
  readonly place: ImportedPlace;
  readonly stream: Stream;
  /** Epoch ms. */
  readonly time: number;
  readonly text: string;
}

export interface OpenCounts {
  readonly total: number;
  /** Executions that are planned for a later time. The others have begun. */
  readonly scheduled: number;
}

export interface Executions {
  /**
   * Admits and starts a job; resolves once its execution is durable.
   * @throws not-found, execution-mode-passive, project-executions-disabled, project-runners-disabled, job-disabled,
   * job-already-running, no-runner-matches, no-local-runner, options-invalid, job-invalid, node-filter-fixed,
   * node-filter-invalid, runner-filter-fixed, orchestrator-invalid, input-file-unusable, storage-low
   */
  run(request: RunRequest): Promise<ExecutionSummary>;
  /**
   * Like {@link run}, for a job that is not stored. Such a run is never retried, sends no notifications, and does not
   * count against the limit of executions of a stored job.
   */
  runAdhoc(request: AdhocRequest): Promise<ExecutionSummary>;
  /**
   * Stores an execution that ended elsewhere, with its output, under a new id. Sends no notifications. Resolves once it
   * is durable. Throws `not-found` for a missing project, `storage-low`, and the errors of `lines`.
   */
  import(imported: ImportedExecution, lines: AsyncIterable<ImportedLine>): Promise<ExecutionId>;
  /**
   * Stops an execution. `record` is called only if the stop changes the execution.
   * @throws not-found
   */
  abort(id: ExecutionId, user: string, record?: RecordAbort): Promise<AbortOutcome>;
  get(id: ExecutionId): Promise<ExecutionSummary | undefined>;
  list(query: ExecutionQuery): Promise<ExecutionPage>;
  /** Returns the counts and durations of all executions that match, regardless of the page. */
  figures(query: ExecutionQuery): Promise<ExecutionFigures>;
  /** Returns all executions that have not ended, oldest first. */
  open(): readonly ExecutionSummary[];
  /** Counts the executions that have not ended. Unlike {@link open}, it builds no summaries. */
  openCounts(): OpenCounts;
  /** Returns the ids of the executions of a job or project that have not ended, oldest first. */
  openIds(of: { readonly job: JobId } | { readonly project: ProjectName }): readonly ExecutionId[];
  /** Returns the failed executions whose retry is pending, in no particular order. */
  awaitingRetry(): readonly ExecutionSummary[];
  /** Returns the request with which an execution began, with its plan. */
  request(id: ExecutionId): Promise<ExecutionRequested | undefined>;
  /** Returns the workflow state in Rundeck's format. */
  state(id: ExecutionId): Promise<WorkflowState | undefined>;
  /** Returns each step on each node, with its operations. */
  steps(id: ExecutionId): Promise<readonly StepProgress[] | undefined>;
  /**
   * Returns the step and node of each requested operation that exists. The cost depends on the number of operations
   * requested, not on the size of the execution.
   */
  places(id: ExecutionId, operations: Iterable<OperationId>): Promise<ReadonlyMap<OperationId, StepLocation>>;
  /** Returns the engine's log lines with a number above `after` (0: all), in order. */
  lines(id: ExecutionId, after: number): Promise<readonly EngineLine[]>;
  /** Returns the execution that retries this one, if any. */
  retriedBy(id: ExecutionId): Promise<ExecutionId | undefined>;
  /**
   * Calls `listener` once a change is durable, in order within an execution. Changes in quick succession are combined.
   * Returns a function that unsubscribes.
   */
  onChange(listener: (summary: ExecutionSummary) => void): () => void;
  /**
   * Publishes a change of the execution after the coordinator has stopped trying to deliver one of its notifications.
   * `at`: time of the last attempt, epoch ms.
   */
  deliveryFailed(id: ExecutionId, at: number): Promise<void>;
  /**
   * Calls `listener` for each engine line once the line is durable, in order within an execution. Returns a function
   * that unsubscribes.
   */
  onLine(listener: (line: EngineLine) => void): () => void;
  /**
   * Deletes executions that have ended, in batches. A crash leaves no execution partly deleted. The space of the
   * deleted data is freed in the background. Returns the errors of the executions that were not deleted: not-found,
   * execution-running, execution-retry-pending, data-damaged, and those that `permit` throws.
   */
  delete(ids: readonly ExecutionId[], request: DeletionRequest): Promise<DeletionErrors>;
  /** Calls `listener` with executions once their deletion is durable. Returns a function that unsubscribes. */
  onDeleted(listener: (deleted: readonly ExecutionSummary[]) => void): () => void;
  /** Returns the ids of the executions that match, newest first. */
  ids(query: ExecutionQuery): Promise<readonly ExecutionId[]>;
  /** Returns why nothing is dispatched after a restore, until {@link release}; undefined otherwise. */
  held(): Reason | undefined;
  /** Resumes dispatch after a restore. `commit` contains the audit record. */
  release(user: string, commit?: JournalCommit): Promise<void>;
  /** Stops timers, and resolves once pending writes are durable. Open executions remain open. */
  close(): Promise<void>;
}
