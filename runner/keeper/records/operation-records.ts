import type { OperationEnd } from '../../link/messages.ts';
import type { ProcessIdentity } from '../processes/process-identity.ts';
import { RecordLog } from './record-log.ts';

/** It counts as started. */
export interface OpeningRecord {
  readonly record: 'opening';
  readonly operationId: string;
  /** What its processes carry in their environment. */
  readonly marks: readonly string[];
  /** Where no `prepared` came before. */
  readonly root?: ProcessIdentity;
  /** It runs on this node, and no process here belongs to it. */
  readonly node?: string;
  /** Its log filters may capture data, which only the end holds. */
  readonly captures?: true;
}

/** What is kept of operations, one fact a record. */
export type OperationRecord =
  /** The gate stands, blocked. Nothing of the step ran. */
  | { readonly record: 'prepared'; readonly operationId: string; readonly root: ProcessIdentity }
  | OpeningRecord
  /** `released`: nothing of its output is kept any more, because all of it is known elsewhere. */
  | {
      readonly record: 'ended';
      readonly operationId: string;
      readonly end: OperationEnd;
      readonly released?: boolean;
    }
  /** Abandoned, or its end is known elsewhere. */
  | { readonly record: 'forgotten'; readonly operationId: string };

/** What the records say about one operation in the end. */
export interface RecordedOperation {
  readonly operationId: string;
  readonly root?: ProcessIdentity;
  readonly node?: string;
  readonly captures?: true;
  readonly marks: readonly string[];
  readonly opened: boolean;
  readonly end?: OperationEnd;
  readonly released?: boolean;
}

/** The records of a data dir's operations: durable, and folded in memory so that the log can be shortened. */
export class OperationRecords {
  /** The log of the previous keeper was damaged: operations may have started that no record names. */
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
    this.#log = RecordLog.open(path, () => [...this.#operations.values()].flatMap(recordsOf));
  }

  get recorded(): readonly RecordedOperation[] {
    return [...this.#operations.values()];
  }

  /** Why nothing can be recorded any more; undefined as long as all is well. */
  get failure(): Error | undefined {
    return this.#log.failure;
  }

  /** After a failure: tries whether the disk takes records again, with all that counts so far. */
  recover(): void {
    this.#log.recover();
  }

  /** Resolves once the record is durable. */
  append(record: OperationRecord): Promise<void> {
    applyRecord(this.#operations, record);
    return this.#log.append(record);
  }

  /** Writes without waiting for the disk: outlives this process, and a power loss from the next sync on. */
  note(record: OperationRecord): void {
    applyRecord(this.#operations, record);
    this.#log.note(record);
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}

/** The operations that were not forgotten. */
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
      operations.set(operationId, { ...known, opened: true, end, released });
      break;
    }
    case 'forgotten':
      operations.delete(operationId);
      break;
  }
}

/** The fewest records that say the same. */
function recordsOf(operation: RecordedOperation): OperationRecord[] {
  const { operationId, root, node, marks, opened, captures, end, released = false } = operation;
  if (end) return [{ record: 'ended', operationId, end, released }];
  if (opened) {
    const how = { ...(root && { root }), ...(node !== undefined && { node }), ...(captures && { captures }) };
    return [{ record: 'opening', operationId, marks, ...how }];
  }
  return root ? [{ record: 'prepared', operationId, root }] : [];
}
