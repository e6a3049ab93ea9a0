import type { KeeperResult } from '../../link/messages.ts';
import type { ProcessIdentity } from '../processes/process-identity.ts';
import { RecordLog } from './record-log.ts';
import { decodeEnd, encodeEnd, type StoredEnd } from './stored-end.ts';

/** Marks the start of an operation: from this record on, the step counts as started. */
export interface OpeningRecord {
  readonly record: 'opening';
  readonly operationId: string;
  /** The marks in the environment of the operation's processes. */
  readonly marks: readonly string[];
  /** The first process of the step. Absent if it does not exist yet (on Windows), or if the step runs on a node. */
  readonly root?: ProcessIdentity;
  /**
   * The node that the operation runs on. If set, `root` and `marks` belong to a program of this host that acts for the
   * node.
   */
  readonly node?: string;
  /** Whether log filters may capture data. Only the *ended* record contains captured data. */
  readonly captures?: true;
}

/** Stored facts about operations, one per record. */
export type OperationRecord =
  /** The gate exists and is blocked. No part of the step has run. */
  | { readonly record: 'prepared'; readonly operationId: string; readonly root: ProcessIdentity }
  | OpeningRecord
  /** `released`: the output was removed, because the coordinator has stored all of it. */
  | {
      readonly record: 'ended';
      readonly operationId: string;
      readonly end: StoredEnd;
      readonly released?: boolean;
    }
  /** The operation was abandoned, or the coordinator has accepted its result. */
  | { readonly record: 'forgotten'; readonly operationId: string };

/** The combined records of one operation. */
export interface RecordedOperation {
  readonly operationId: string;
  readonly root?: ProcessIdentity;
  readonly node?: string;
  readonly captures?: true;
  readonly marks: readonly string[];
  readonly opened: boolean;
  readonly result?: KeeperResult;
  readonly released?: boolean;
}

/**
 * The records of a data dir's operations. They are durable, and are combined in memory so that the log can be
 * compacted.
 */
export class OperationRecords {
  /** Whether the previous keeper's log was damaged. If so, operations without a record may have started. */
  readonly isIncomplete: boolean;
  readonly #operations: Map<string, RecordedOperation>;
  readonly #log: RecordLog;

  /**
   * Reads the log of a previous keeper. `onDamage` must move a damaged log away. Throws if the log cannot be opened or
   * was written by a newer program.
   */
  constructor(path: string, onDamage: (problem: string) => void) {
    const { records, problem } = RecordLog.read(path);
    this.isIncomplete = problem !== undefined;
    this.#operations = foldRecords(records as readonly OperationRecord[]);
    if (problem !== undefined) onDamage(problem);
    this.#log = new RecordLog(path, () => [...this.#operations.values()].flatMap(recordsOf));
  }

  get recorded(): readonly RecordedOperation[] {
    return [...this.#operations.values()];
  }

  /** Why records cannot be written; undefined if they can. */
  get failure(): Error | undefined {
    return this.#log.failure;
  }

  /** Rewrites the log after a failure. If that fails too, `failure` remains set. */
  recover(): void {
    this.#log.recover();
  }

  /** Resolves once the record is durable. */
  append(record: OperationRecord): Promise<void> {
    applyRecord(this.#operations, record);
    return this.#log.append(record);
  }

  /**
   * Writes without a sync. The record survives a crash of this process at once, and a power loss after the next sync.
   */
  note(record: OperationRecord): void {
    applyRecord(this.#operations, record);
    this.#log.note(record);
  }

  /** Writes the result of an operation without a sync. `released`: the output was removed. */
  noteEnd(operationId: string, result: KeeperResult, released?: true): void {
    this.note(endedRecord(operationId, result, released));
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}

/** Combines the records of each operation. Omits forgotten operations. */
export function foldRecords(records: readonly OperationRecord[]): Map<string, RecordedOperation> {
  const operations = new Map<string, RecordedOperation>();
  for (const record of records) applyRecord(operations, record);
  return operations;
}

function applyRecord(operations: Map<string, RecordedOperation>, record: OperationRecord): void {
  const { operationId } = record;
  const known = operations.get(operationId) ?? { operationId, marks: [], opened: false };
  switch (record.record) {
    case 'prepared':
      operations.set(operationId, { ...known, root: record.root });
      break;
    case 'opening': {
      const root = record.root ?? known.root;
      const captures = record.captures ?? known.captures;
      const { node } = record;
      operations.set(operationId, {
        ...known,
        ...(root && { root }),
        ...(node !== undefined && { node }),
        ...(captures && { captures }),
        marks: record.marks,
        opened: true,
      });
      break;
    }
    case 'ended': {
      const { end, released = false } = record;
      operations.set(operationId, { ...known, opened: true, result: decodeEnd(end), released });
      break;
    }
    case 'forgotten':
      operations.delete(operationId);
      break;
  }
}

function endedRecord(
  operationId: string,
  result: KeeperResult,
  released = false,
): Extract<OperationRecord, { record: 'ended' }> {
  return { record: 'ended', operationId, end: encodeEnd(result), ...(released && { released }) };
}

/** Returns the shortest list of records that describes the operation. */
function recordsOf(operation: RecordedOperation): OperationRecord[] {
  const { operationId, root, node, marks, opened, captures, result, released } = operation;
  if (result) return [endedRecord(operationId, result, released)];
  if (opened) {
    const how = { ...(root && { root }), ...(node !== undefined && { node }), ...(captures && { captures }) };
    return [{ record: 'opening', operationId, marks, ...how }];
  }
  return root ? [{ record: 'prepared', operationId, root }] : [];
}
