import type { KeeperResult } from '../../link/messages.ts';
import type { ProcessIdentity } from '../processes/process-identity.ts';
import { RecordLog } from './record-log.ts';
import { decodeEnd, encodeEnd, type StoredEnd } from './stored-end.ts';

/** From this record on, the operation counts as started. */
export interface OpeningRecord {
  readonly record: 'opening';
  readonly operationId: string;
  /** The marks in the environment of its processes. */
  readonly marks: readonly string[];
  /** The first process of the step. Absent if none exists yet: before the spawn on Windows, and on a node. */
  readonly root?: ProcessIdentity;
  /**
   * The node that the operation runs on. `root` and `marks` then belong to a program of this host that acts for the
   * node.
   */
  readonly node?: string;
  /** Whether log filters may capture data, which only the *ended* record contains. */
  readonly captures?: true;
}

/** Stored facts about operations, one per record. */
export type OperationRecord =
  /** The gate exists and is blocked. Nothing of the step ran. */
  | { readonly record: 'prepared'; readonly operationId: string; readonly root: ProcessIdentity }
  | OpeningRecord
  /** `released`: the output is not stored any more, because the coordinator has stored all of it. */
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

/** The records of a data dir's operations: durable, and combined in memory, so that the log can be compacted. */
export class OperationRecords {
  /** Whether the previous keeper's log was damaged. In that case, operations without a record may have started. */
  readonly isIncomplete: boolean;
  readonly #operations: Map<string, RecordedOperation>;
  readonly #log: RecordLog;

  /**
   * Reads the log of a previous keeper. `onDamage` must move a damaged log away. Throws if the log cannot be opened or was
   * written by a newer program.
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

  /** Why no records can be written; undefined if they can. */
  get failure(): Error | undefined {
    return this.#log.failure;
  }

  /** Rewrites the log after a failure. `failure` remains set if that fails too. */
  recover(): void {
    this.#log.recover();
  }

  /** Resolves once the record is durable. */
  append(record: OperationRecord): Promise<void> {
    applyRecord(this.#operations, record);
    return this.#log.append(record);
  }

  /** Writes without a sync. The record survives this process at once, and a power loss from the next sync on. */
  note(record: OperationRecord): void {
    applyRecord(this.#operations, record);
    this.#log.note(record);
  }

  /** Notes the result of an operation. `released`: the output is not stored any more. */
  noteEnd(operationId: string, result: KeeperResult, released?: true): void {
    this.note(endedRecord(operationId, result, released));
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}

/** Returns the operations that were not forgotten. */
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

/** Returns the smallest equivalent list of records. */
function recordsOf(operation: RecordedOperation): OperationRecord[] {
  const { operationId, root, node, marks, opened, captures, result, released } = operation;
  if (result) return [endedRecord(operationId, result, released)];
  if (opened) {
    const how = { ...(root && { root }), ...(node !== undefined && { node }), ...(captures && { captures }) };
    return [{ record: 'opening', operationId, marks, ...how }];
  }
  return root ? [{ record: 'prepared', operationId, root }] : [];
}
