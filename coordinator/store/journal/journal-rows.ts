import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { AuditLine, JournalEntry, StoredDelivery } from './journal.ts';
import type { AuditRow, DeliveryRow, EntryRow, SummaryRow } from './journal-acts.ts';

export function entryRow(entry: JournalEntry, sequence: number): EntryRow {
  const { executionId, type, time } = entry;
  return { sequence, execution: executionId, type, time, data: json(entry.data) };
}

export function summaryRow(summary: ExecutionSummary): SummaryRow {
  return {
    id: summary.id,
    project: summary.project,
    job: summary.jobId ?? null,
    user: summary.user,
    status: summary.status,
    started: summary.startedAt,
    ended: summary.endedAt ?? null,
    summary: JSON.stringify(summary),
  };
}

export function deliveryRow({ id, executionId, due, data }: StoredDelivery): DeliveryRow {
  return { id, execution: executionId, due: due ?? null, data: json(data) };
}

export function auditRow({ id, time, who, what, from, details }: AuditLine): AuditRow {
  return { id: id ?? null, time, who, what, origin: from, details: json(details) };
}

/** JSON text of anything; `undefined` becomes `null`. */
export function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
