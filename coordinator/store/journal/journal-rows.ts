import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { jsonText } from '../../../support/slices/json-text.ts';
import type { Sliced } from '../../../support/slices/sliced.ts';
import type { AuditRecord, JournalEntry, StoredDelivery } from './journal.ts';
import type { AuditRow, DeliveryRow, EntryRow, SummaryRow } from './journal-acts.ts';

/** A row that has no sequence yet. */
export type NewEntryRow = Omit<EntryRow, 'sequence'>;

/**
 * Returns the rows of entries, in order. Works in slices, because serializing an execution on many nodes takes long.
 */
export function* entryRows(entries: readonly JournalEntry[]): Sliced<NewEntryRow[]> {
  const rows: NewEntryRow[] = [];
  for (const { executionId, type, time, data } of entries)
    rows.push({ execution: executionId, type, time: storable(time), data: yield* jsonText(data) });
  return rows;
}

export function summaryRow(summary: ExecutionSummary): SummaryRow {
  return {
    id: summary.id,
    project: summary.project,
    job: summary.jobId ?? null,
    user: summary.user,
    status: summary.status,
    started: storable(summary.startedAt),
    ended: summary.endedAt === undefined ? null : storable(summary.endedAt),
    summary: JSON.stringify(summary),
  };
}

export function deliveryRow({ id, executionId, due, data }: StoredDelivery): DeliveryRow {
  return { id, execution: executionId, due: due === undefined ? null : storable(due), data: toJson(data) };
}

export function auditRow({ id, time, who, what, from, details }: AuditRecord): AuditRow {
  return { id: id ?? null, time: storable(time), who, what, origin: from, details: toJson(details) };
}

/**
 * Returns a number that SQLite can store. SQLite would store NaN as NULL and fail the whole commit, which ends the
 * process. An invalid number fails only its own call instead.
 */
function storable(value: number): number {
  if (Number.isFinite(value)) return value;
  const problem = `it is ${value}`;
  throw new OutrunnerError('invalid-input', { what: 'A time for the journal', problem, remedy: '' });
}

/** Returns the JSON text of a value; `null` for `undefined`. */
function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
