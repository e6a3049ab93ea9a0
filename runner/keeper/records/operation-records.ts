import type { OperationEnd } from '../../link/messages.ts';
import type { ProcessIdentity } from '../processes/process-identity.ts';
import { RecordLog } from './record-log.ts';

/** What is kept of operations, one fact a record. */
export type OperationRecord =
  /** The gate stands, blocked. Nothing of the step ran. */
  | { readonly record: 'prepared'; readonly operationId: string; readonly root: ProcessIdentity }
  /** It counts as started. `marks`: what its processes carry in their environment. `root` where no `prepared` came before. */
  | {
      readonly record: 'opening';
      readonly operationId: string;
      readonly marks: readonly string[];
      readonly root?: ProcessIdentity;
      /** Its log filters may capture data, which only the end holds. */
      readonly captures?: true;
    }
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
  readonly captures?: true;
  readonly marks: readonly string[];
  readonly opened: boolean;
  readonly end?: OperationEnd;
  readonly released?: boolean;
}

/** The records of a data dir's operations: durable, and folded in memory so that the log can be shortened. */
export class OperationRecords {
  private readonly operations: Map<string, RecordedOperation>;
  private readonly log: RecordLog;

  /** Reads what a former keeper left. Throws where the file cannot be read, or is a newer program's. */
  constructor(path: string) {
    this.operations = foldRecords(RecordLog.read(path) as OperationRecord[]);
    this.log = RecordLog.open(path, () => [...this.operations.values()].flatMap(recordsOf));
  }

  get recorded(): readonly RecordedOperation[] {
    return [...this.operations.values()];
  }

  /** Why nothing can be recorded any more; undefined as long as all is well. */
  get failure(): Error | undefined {
    return this.log.failure;
  }

  /** After a failure: tries whether the disk takes records again, with all that counts so far. */
  recover(): void {
    this.log.recover();
  }

  /** Resolves once the record is durable. */
  append(record: OperationRecord): Promise<void> {
    applyRecord(this.operations, record);
    return this.log.append(record);
  }

  /** Writes without waiting for the disk: outlives this process, and a power loss from the next sync on. */
  note(record: OperationRecord): void {
    applyRecord(this.operations, record);
    this.log.note(record);
  }

  close(): Promise<void> {
    return this.log.close();
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
      operations.set(operationId, {
        ...known,
        ...(root && { root }),
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
  const { operationId, root, marks, opened, captures, end, released = false } = operation;
  if (end) return [{ record: 'ended', operationId, end, released }];
  if (opened)
    return [{ record: 'opening', operationId, marks, ...(root && { root }), ...(captures && { captures }) }];
  return root ? [{ record: 'prepared', operationId, root }] : [];
}
