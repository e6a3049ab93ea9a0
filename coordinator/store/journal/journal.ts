/**
 * The journal of events, in the order of the calls. Entries get their sequence at the call, and are visible once they
 * are durable. The journal also stores a summary of each execution, notifications to deliver, audit records and small
 * named values.
 *
 * Writes resolve when they are durable. Rejections: `storage-busy` (nothing was stored), `storage-refused` (the
 * database refuses a value of the call), `database-damaged` and `storage-failed` (the process ends). Reads are checked:
 * a damaged entry or summary rejects with `data-damaged`, and lists skip and report damaged rows.
 */
import type { ExecutionStatus, ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';

export interface JournalEntry {
  readonly executionId: ExecutionId;
  readonly type: string;
  /** JSON. */
  readonly data: unknown;
  /** Epoch ms. */
  readonly time: number;
  /** The execution's summary from this entry on, written in the same transaction. */
  readonly summary?: ExecutionSummary;
  /** Deliveries that this entry causes, written in the same transaction. Existing ones are not changed. */
  readonly deliveries?: readonly StoredDelivery[];
  /** Audit records of the act that this entry stores, written in the same transaction. */
  readonly audit?: readonly AuditRecord[];
}

/** A notification that is stored until it has been delivered. */
export interface StoredDelivery {
  readonly id: string;
  readonly executionId: ExecutionId;
  /** Time of the next attempt, epoch ms; absent if no attempt remains. */
  readonly due?: number;
  /** JSON. */
  readonly data: unknown;
}

export interface StoredEntry {
  readonly sequence: number;
  readonly executionId: ExecutionId;
  readonly type: string;
  readonly data: unknown;
  readonly time: number;
}

/** Sequences of the entries of one append: consecutive, rising from append to append. */
export interface AppendedEntries {
  readonly firstSequence: number;
  readonly lastSequence: number;
}

export interface ExecutionQuery {
  /** Only executions of these projects; absent: of all. */
  readonly projects?: readonly string[];
  readonly jobId?: string;
  readonly user?: string;
  readonly statuses?: readonly ExecutionStatus[];
  /** Epoch ms, both exclusive. */
  readonly startedBefore?: number;
  readonly startedAfter?: number;
  /** Only executions with a lower id. */
  readonly before?: number;
  /** Number of matches to skip, newest first. */
  readonly offset: number;
  /** At most 10,000. */
  readonly max: number;
}

export interface ExecutionPage {
  readonly executions: readonly ExecutionSummary[];
  /** Number of all matches, not only of this page. */
  readonly total: number;
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
  /** JSON. */
  readonly details: unknown;
}

export interface StoredAuditLine extends AuditRecord {
  readonly sequence: number;
}

export interface Journal {
  /** Appends entries in order, all or none, after those of earlier calls. Needs at least one. */
  append(entries: readonly JournalEntry[]): Promise<AppendedEntries>;
  /**
   * Returns the entries of one execution with a sequence above `after` (0: all), oldest first, at most `max` (10,000).
   */
  readExecution(executionId: ExecutionId, after?: number, max?: number): Promise<readonly StoredEntry[]>;
  /** Like {@link readExecution}, for all executions. */
  readAll(after: number, max?: number): Promise<readonly StoredEntry[]>;
  /** Returns the highest durable sequence; 0 if there is none. */
  highestSequence(): number;

  /**
   * Sets the entries of an execution aside, from the first damaged one on, or all if each can be read. Returns whether
   * any are left; if not, the execution ends as unknown at `time` (epoch ms).
   */
  setAsideDamaged(executionId: ExecutionId, time: number): Promise<boolean>;

  /** Issues the id of a new execution. Ids are never reused, even after deletions. */
  nextExecutionId(): Promise<ExecutionId>;
  /** Raises both counters after a restore, so that numbers issued since the backup are never issued again. */
  jumpCounters(by: { readonly executions: number; readonly sequences: number }): Promise<void>;

  execution(executionId: ExecutionId): Promise<ExecutionSummary | undefined>;
  executions(query: ExecutionQuery): Promise<ExecutionPage>;
  /** Lists the executions with status `running`, oldest first. */
  openExecutions(): Promise<readonly Pick<ExecutionSummary, 'id'>[]>;

  /**
   * Stores audit records. `along`: commits them with the next write, or alone if none follows soon, and delays no other
   * write.
   */
  audit(lines: readonly AuditRecord[], pace?: 'along'): Promise<void>;
  /** Returns audit records, newest first, with a sequence below `before` (absent: all), at most `max` (10,000). */
  auditLines(max: number, before?: number): Promise<readonly StoredAuditLine[]>;

  /** Updates a delivery if it still exists. */
  keepDelivery(delivery: StoredDelivery): Promise<void>;
  /** Lists the deliveries of an execution, in order; at most 10,000. */
  deliveries(executionId: ExecutionId): Promise<readonly StoredDelivery[]>;
  /** Lists the deliveries with remaining attempts, earliest due first. */
  openDeliveries(max: number): Promise<readonly StoredDelivery[]>;
  /** Calls the listener after deliveries became durable. Returns a function that unsubscribes. */
  onDeliveries(listener: (deliveries: readonly StoredDelivery[]) => void): () => void;

  /** Marks ended executions as deleted, which hides them. Throws `not-found`, `execution-running`. */
  entomb(executionIds: readonly ExecutionId[]): Promise<void>;
  /** Lists the executions that are marked as deleted and not erased yet. */
  tombs(): Promise<readonly ExecutionId[]>;
  /** Removes the data and the mark of a deleted execution, after its output was removed. Ignores unmarked executions. */
  erase(executionId: ExecutionId): Promise<void>;

  /** Returns a small value that is stored under a name; undefined if there is none. */
  meta(name: string): Promise<string | undefined>;
  /** Stores a named value. `audit`: records of the act that changes it, written in the same transaction. */
  setMeta(name: string, value: string, audit?: readonly AuditRecord[]): Promise<void>;
  forgetMeta(name: string): Promise<void>;

  /** Waits for calls in progress. Rejects later ones. */
  close(): Promise<void>;
}

/** Maximum rows of one answer. */
export const MOST_ROWS = 10_000;
