import type { EngineEvent } from '../engine/events.ts';
import type { ExecutionState } from '../engine/state.ts';
import { summaryOf } from '../engine/summary.ts';
import { deliveriesOf } from '../notifications/deliveries-of.ts';
import type { JournalEntry } from '../store/journal/journal.ts';

/**
 * What the journal keeps of an event: the event, the summary after it, and what it makes to be told outside.
 *
 * @param before absent: the execution begins
 */
export function journalEntry(
  before: ExecutionState | undefined,
  after: ExecutionState,
  event: EngineEvent,
): JournalEntry {
  const { id, notifications } = after.request;
  const summary = summaryOf(after);
  const entry = { executionId: id, type: event.type, data: event, time: event.time, summary };
  if (notifications === undefined) return entry;
  const isOver = before?.ended !== undefined;
  const deliveries = deliveriesOf({ begins: before === undefined, isOver }, { summary, notifications });
  return deliveries.length === 0 ? entry : { ...entry, deliveries };
}
