/**
 * The journal of events, in the order of the calls. An entry gets its sequence when it is appended, and is visible once
 * it is durable. The journal also stores a summary of each execution, notifications to deliver, audit records and small
 * named values.
 *
 * Writes resolve once they are durable. Rejections: `storage-busy` (nothing was stored), `storage-refused` (the
 * database refuses a value of the call), `database-damaged` and `storage-failed` (the process ends). Reads are
 * verified: a damaged entry or summary rejects with `data-damaged`, and lists skip and report damaged rows.
 */
import type { ExecutionStatus, ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { ExecutionId, JobId, ProjectName } from '../../../protocol/ids.ts';

export interface JournalEntry {
  readonly executionId: ExecutionId;
  readonly type: string;
  /** A value that JSON can represent. */
  readonly data: unknown;
  /** Epoch ms. */
  readonly time: number;
  /** The execution's summary as of this entry, written in the same transaction. */
  readonly summary?: ExecutionSummary;
  /**
   * Deliveries that this entry causes, written in the same transaction. Deliveries that already exist are not changed.
   */
  readonly deliveries?: readonly StoredDelivery[];
  /** Audit records of the act that this entry stores, written in the same transaction. */
  readonly audit?: readonly AuditRecord[];
}

/** A notification with the state of its delivery. The journal stores the delivery as long as its execution. */
export interface StoredDelivery {
  readonly id: string;
  readonly executionId: ExecutionId;
  /** Time of the next attempt, epoch ms; absent if no attempt remains. */
  readonly due?: number;
  /** A value that JSON can represent. */
  readonly data: unknown;
}

export interface StoredEntry {
  readonly sequence: number;
  readonly executionId: ExecutionId;
  readonly type: string;
  readonly data: unknown;
  readonly time: number;
}

/** Sequences of the entries of one append. Consecutive, and higher than those of earlier appends. */
export interface AppendedEntries {
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** Criteria of the job of an execution. */
export interface JobCriteria {
  readonly ids?: readonly string[];
  /** Like `ids`. Also matches executions of other jobs that ran one of these jobs by a reference. */
  readonly idsOrReferenced?: readonly string[];
  /** Groups and names: `group/name`, or the name of a job without a group. */
  readonly paths?: readonly string[];
  /** A group. Also matches its subgroups. */
  readonly group?: string;
  readonly exactGroup?: string;
  /** A part of the name. ASCII letters match regardless of case. */
  readonly nameContains?: string;
  readonly name?: string;
}

/** A query for executions. All given criteria must match. */
export interface ExecutionQuery {
  /** Restricts the result to executions of these projects; absent: all projects. */
  readonly projects?: readonly string[];
  readonly jobId?: string;
  /** Executions of jobs that match all these criteria. */
  readonly jobs?: JobCriteria;
  /** Executions of jobs that match none of these criteria. */
  readonly excludedJobs?: JobCriteria;
  /** `true`: only ad-hoc commands; `false`: only jobs. */
  readonly isAdhoc?: boolean;
  readonly type?: string;
  readonly user?: string;
  readonly abortedBy?: string;
  readonly statuses?: readonly ExecutionStatus[];
  /** The custom status of executions with the status `other`. */
  readonly customStatus?: string;
  /** Exclusive bounds of the end time, epoch ms. */
  readonly endedBefore?: number;
  readonly endedAfter?: number;
  /** Exclusive bounds of the start time, epoch ms. */
  readonly startedBefore?: number;
  readonly startedAfter?: number;
  /** Restricts the result to executions with a lower id. */
  readonly before?: number;
  /** Restricts the result to executions with this id or a higher one. */
  readonly from?: number;
  /** Number of matches to skip, newest first. */
  readonly offset: number;
  /** Maximum number of executions in the result, at most 10,000. */
  readonly max: number;
}

/** An execution that has not ended, as the list of open executions contains it. */
export type OpenExecution = Pick<ExecutionSummary, 'id' | 'failedDeliveries'>;

/** The facts that decide whether an execution is kept. */
export interface RetainedExecution {
  readonly id: ExecutionId;
  /** Epoch ms; undefined while the execution is open. */
  readonly endedAt: number | undefined;
  /** Whether the execution is open, or has a notification to send. */
  readonly isBusy: boolean;
}

export interface ExecutionPage {
  readonly executions: readonly ExecutionSummary[];
  /** Number of all matches, not only of those on this page. */
  readonly total: number;
}

/** Counts and durations of the executions that match a query. Durations are in ms, and 0 without an ended execution. */
export interface ExecutionFigures {
  readonly total: number;
  readonly succeeded: number;
  /** Executions with the status `failed`, `failed-with-retry` or `timedout`. */
  readonly failed: number;
  /** Number of executions that have ended. */
  readonly ended: number;
  readonly duration: { readonly total: number; readonly min: number; readonly max: number };
}

/** An audited act: its actor, time and origin. */
export interface AuditRecord {
  /** A record whose id is already stored is skipped. */
  readonly id?: string;
  /** Epoch ms. */
  readonly time: number;
  readonly who: string;
  readonly what: string;
  readonly from: string;
  /** A value that JSON can represent. */
  readonly details: unknown;
}

export interface StoredAuditLine extends AuditRecord {
  readonly sequence: number;
}

/** Changes that are stored in the same transaction as the deletion markers. */
export interface EntombedAlong {
  /** Named values to remove. */
  readonly forgotten?: readonly string[];
  readonly audit?: readonly AuditRecord[];
}

export interface Journal {
  /** Appends at least one entry: all in order, or none. The new entries follow those of earlier calls. */
  append(entries: readonly JournalEntry[]): Promise<AppendedEntries>;
  /**
   * Returns the entries of one execution with a sequence above `after` (0: all), oldest first, at most `max` (default
   * and maximum: 10,000).
   */
  readExecution(executionId: ExecutionId, after?: number, max?: number): Promise<readonly StoredEntry[]>;
  /** Like {@link readExecution}, for all executions. */
  readAll(after: number, max?: number): Promise<readonly StoredEntry[]>;
  /** Returns the highest durable sequence; 0 if there is none. */
  highestSequence(): number;

  /**
   * Sets the entries of an execution aside, from the first damaged one on, or all of them if none is damaged. Returns
   * whether any entries are left. If none are left, the execution ends as unknown at `time` (epoch ms).
   */
  setAsideDamaged(executionId: ExecutionId, time: number): Promise<boolean>;

  /** Issues the id of a new execution. Ids are never reused, even after deletions. */
  nextExecutionId(): Promise<ExecutionId>;
  /** Raises both counters after a restore, so that no number that was issued since the backup is issued again. */
  jumpCounters(by: { readonly executions: number; readonly sequences: number }): Promise<void>;

  /** Returns the summary of an execution. Summaries, here and in lists, include the count of failed deliveries. */
  execution(executionId: ExecutionId): Promise<ExecutionSummary | undefined>;
  executions(query: ExecutionQuery): Promise<ExecutionPage>;
  /** Returns only the ids of {@link executions}. */
  executionIds(query: ExecutionQuery): Promise<readonly ExecutionId[]>;
  /**
   * Returns the figures of all matches, regardless of `offset` and `max`. Other work runs meanwhile, so the figures may
   * mix executions of slightly different times.
   */
  executionFigures(query: ExecutionQuery): Promise<ExecutionFigures>;
  /**
   * Returns the mean duration of a job's last {@link MOST_AVERAGED} successful executions, in ms; undefined without any.
   */
  averageDuration(jobId: JobId): Promise<number | undefined>;
  /** Returns the projects that have executions, in order. */
  executionProjects(): Promise<readonly ProjectName[]>;
  /**
   * Lists the executions of a project with an id below `before`, newest first, at most `max` (maximum: 10,000), with
   * the facts that decide whether they are retained.
   */
  retained(project: ProjectName, before: number, max: number): Promise<readonly RetainedExecution[]>;
  /** Returns the size of the entries of an execution, in bytes. */
  entryBytes(executionId: ExecutionId): Promise<number>;
  /** Lists the executions that have not ended, oldest first. */
  openExecutions(): Promise<readonly OpenExecution[]>;

  /**
   * Stores audit records. With `along`, the records are committed with the next write, or alone if no write follows
   * soon, and delay no other write.
   */
  audit(lines: readonly AuditRecord[], pace?: 'along'): Promise<void>;
  /**
   * Returns audit records with a sequence below `before` (absent: all), newest first, at most `max` (maximum: 10,000).
   */
  auditLines(max: number, before?: number): Promise<readonly StoredAuditLine[]>;

  /** Updates a delivery if the journal still contains it. */
  keepDelivery(delivery: StoredDelivery): Promise<void>;
  /** Lists the deliveries of an execution, in order; at most 10,000. */
  deliveries(executionId: ExecutionId): Promise<readonly StoredDelivery[]>;
  /** Lists the deliveries with remaining attempts in the order of their due times. */
  openDeliveries(max: number): Promise<readonly StoredDelivery[]>;
  /** Calls `listener` with deliveries once they are durable. Returns a function that unsubscribes. */
  onDeliveries(listener: (deliveries: readonly StoredDelivery[]) => void): () => void;

  /**
   * Marks either all of the executions as deleted, or none. Marked executions are hidden. Throws `not-found`, and
   * `execution-running` if one of them has not ended.
   */
  entomb(executionIds: readonly ExecutionId[], along?: EntombedAlong): Promise<void>;
  /**
   * Lists executions with an id above `after` that are marked as deleted but not erased yet, in order, at most `max`
   * (maximum: 10,000).
   */
  tombs(after: number, max: number): Promise<readonly ExecutionId[]>;
  /**
   * Removes the data and the markers of the executions that are marked as deleted, in short transactions. Ignores other
   * executions. Must be called after the output of the executions was removed.
   */
  erase(executionIds: readonly ExecutionId[]): Promise<void>;
  /** Returns the space of removed data to the file system, in short transactions, until `signal` is aborted. */
  releaseSpace(signal: AbortSignal): Promise<void>;

  /** Returns a small value that is stored under a name; undefined if there is none. */
  meta(name: string): Promise<string | undefined>;
  /** Stores a named value. `audit`: records of the act that changes the value, written in the same transaction. */
  setMeta(name: string, value: string, audit?: readonly AuditRecord[]): Promise<void>;
  forgetMeta(name: string): Promise<void>;

  /** Waits for calls in progress. Rejects later calls. */
  close(): Promise<void>;
}

/** Maximum number of rows of one result. */
export const MOST_ROWS = 10_000;

/** Maximum number of successful executions that the average duration of a job includes. */
export const MOST_AVERAGED = 50;
