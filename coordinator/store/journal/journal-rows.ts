import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { AuditLine, JournalEntry, StoredDelivery } from './journal.ts';
import type { AuditRow, DeliveryRow, EntryRow, SummaryRow } from './journal-acts.ts';

export function entryRow(entry: JournalEntry, sequence: number): EntryRow {
  const { executionId, type, time } = entry;
  return { sequence, execution: executionId, type, time: storable(time), data: json(entry.data) };
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
  return { id, execution: executionId, due: due === undefined ? null : storable(due), data: json(data) };
}

export function auditRow({ id, time, who, what, from, details }: AuditLine): AuditRow {
  return { id: id ?? null, time: storable(time), who, what, origin: from, details: json(details) };
}

/**
 * Returns a number that SQLite can store. It would store NaN as NULL and fail the whole commit, which ends the process. So an
 * invalid number fails its own call instead.
 */
function storable(value: number): number {
  if (Number.isFinite(value)) return value;
  const problem = `it is ${value}`;
  throw new OutrunnerError('invalid-input', { what: 'A time for the journal', problem, remedy: '' });
}

/** JSON text of anything; `undefined` becomes `null`. */
export function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
