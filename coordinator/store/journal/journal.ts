/**
 * The journal: what happened, in the order in which it was handed over. Entries get their sequence then, and count once
 * they are durable. Beside them stands what is read by other keys: a summary of each execution, snapshots, audit lines.
 *
 * Everything written is resolved when it is on the disk. Rejections: `storage-busy` (nothing was taken), `storage-refused`
 * (the database refuses a value of the call), `database-damaged` and `storage-failed` (the process ends). Reads are checked: a damaged entry or summary rejects with `data-damaged`, and lists
 * skip and report damaged rows.
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
  /** What this entry has to be told to others, written in the same transaction; one that is there already is left. */
  readonly deliveries?: readonly StoredDelivery[];
  /** Audit records of the act that this entry stores, written in the same transaction. */
  readonly audit?: readonly AuditLine[];
}

/** Something that is to be told outside, until it is. */
export interface StoredDelivery {
  readonly id: string;
  readonly executionId: ExecutionId;
  /** Of the next attempt, epoch ms; absent: it is over. */
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
  /** Only executions of these projects; left out: of all. */
  readonly projects?: readonly string[];
  readonly jobId?: string;
  readonly user?: string;
  readonly statuses?: readonly ExecutionStatus[];
  /** Epoch ms, both exclusive. */
  readonly startedBefore?: number;
  readonly startedAfter?: number;
  /** Newest first. */
  readonly offset: number;
  /** At most 10,000. */
  readonly max: number;
}

export interface ExecutionPage {
  readonly executions: readonly ExecutionSummary[];
  /** Of all that match, not of this page. */
  readonly total: number;
}

/** State of the engine after an entry, so that a replay need not begin at the start. */
export interface EngineSnapshot {
  readonly executionId: ExecutionId;
  readonly sequence: number;
  /** Of the engine that made it. */
  readonly version: number;
  /** JSON. */
  readonly data: unknown;
}

/** Who did what, when, from where. */
export interface AuditLine {
  /** A line whose id is already stored is skipped. */
  readonly id?: string;
  /** Epoch ms. */
  readonly time: number;
  readonly who: string;
  readonly what: string;
  readonly from: string;
  /** JSON. */
  readonly details: unknown;
}

export interface StoredAuditLine extends AuditLine {
  readonly sequence: number;
}

export interface Journal {
  /** Appends entries, all or none, in their order and after those of earlier calls. At least one. */
  append(entries: readonly JournalEntry[]): Promise<AppendedEntries>;
  /** Entries of one execution with a sequence above `after` (0: all), oldest first, at most `max` (10,000). */
  readExecution(executionId: ExecutionId, after?: number, max?: number): Promise<readonly StoredEntry[]>;
  /** Entries of all executions, as {@link readExecution}. */
  readAll(after: number, max?: number): Promise<readonly StoredEntry[]>;
  /** Calls after each durable append, in order. Returns what ends it. */
  onAppended(listener: (appended: AppendedEntries) => void): () => void;
  /** The highest sequence that is durable; 0 where nothing is. */
  highestSequence(): number;

  /**
   * Sets the entries of an execution aside, from the first damaged one. Returns whether any are left; if not, the execution
   * ends as unknown at `time` (epoch ms).
   */
  setAsideDamaged(executionId: ExecutionId, time: number): Promise<boolean>;

  /** A new execution's id. It never repeats, whatever is deleted. */
  nextExecutionId(): Promise<ExecutionId>;
  /** Raises both counters, after a restore: what was given out since the backup is never given out again. */
  jumpCounters(by: { readonly executions: number; readonly sequences: number }): Promise<void>;

  execution(executionId: ExecutionId): Promise<ExecutionSummary | undefined>;
  executions(query: ExecutionQuery): Promise<ExecutionPage>;
  /** Those with status `running`, oldest first. */
  openExecutions(): Promise<readonly Pick<ExecutionSummary, 'id'>[]>;

  /** Keeps the latest snapshot of each execution. */
  keepSnapshot(snapshot: EngineSnapshot): Promise<void>;
  snapshot(executionId: ExecutionId): Promise<EngineSnapshot | undefined>;

  /** `along`: with the next commit, or alone if none comes soon; it delays nothing. */
  audit(lines: readonly AuditLine[], pace?: 'along'): Promise<void>;
  /** Newest first, with a sequence below `before` (left out: from the newest). At most `max` (10,000). */
  auditLines(max: number, before?: number): Promise<readonly StoredAuditLine[]>;

  /** Adds deliveries beside an entry; those that are there already are left. */
  addDeliveries(deliveries: readonly StoredDelivery[]): Promise<void>;
  /** Replaces a delivery, where it is still there, by what came of it. */
  keepDelivery(delivery: StoredDelivery): Promise<void>;
  /** Of an execution, in their order; at most 10,000. */
  deliveries(executionId: ExecutionId): Promise<readonly StoredDelivery[]>;
  /** Those that are not over, earliest due first. */
  openDeliveries(max: number): Promise<readonly StoredDelivery[]>;
  /** Calls after deliveries were added, durably. Returns what ends it. */
  onDeliveries(listener: (deliveries: readonly StoredDelivery[]) => void): () => void;

  /**
   * Marks ended executions as deleted: they are found no more. Throws `not-found`, `execution-running`. {@link erase}
   * then removes what is kept of one, after its output was; without such a mark it does nothing.
   */
  entomb(executionIds: readonly ExecutionId[]): Promise<void>;
  /** Executions that are marked and not erased yet. */
  tombs(): Promise<readonly ExecutionId[]>;
  erase(executionId: ExecutionId): Promise<void>;

  /** A small value kept under a name. */
  meta(name: string): Promise<string | undefined>;
  /** `audit`: records of the act that changes the value, written in the same transaction. */
  setMeta(name: string, value: string, audit?: readonly AuditLine[]): Promise<void>;
  forgetMeta(name: string): Promise<void>;

  /** Waits for what is under way. Later calls are rejected. */
  close(): Promise<void>;
}

/** Most rows of one answer. */
export const MOST_ROWS = 10_000;
