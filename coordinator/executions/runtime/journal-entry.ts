import type { Transition } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/events/events.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import { summaryOf } from '../../engine/views/summary.ts';
import { deliveriesOf } from '../../notifications/deliveries-of.ts';
import type { JournalEntry } from '../../store/journal/journal.ts';
import type { JournalCommit } from '../../store/journal/journal-commit.ts';
import { referencedDeliveries } from './referenced-deliveries.ts';

/**
 * Returns the journal entry of an event: the event, the summary after the event, its notifications, and the audit
 * records of the act that caused the event.
 *
 * @param before state before the event; absent for the first event
 */
export function journalEntry(
  before: ExecutionState | undefined,
  { state, commands }: Transition,
  event: EngineEvent,
  { audit }: Pick<JournalCommit, 'audit'> = { audit: [] },
): JournalEntry {
  const { id, notifications } = state.request;
  const summary = summaryOf(state);
  const own = { executionId: id, type: event.type, data: event, time: event.time, summary };
  const entry = audit.length === 0 ? own : { ...own, audit };
  const isOver = before?.ended !== undefined;
  const hadBegun = before !== undefined && before.planned === undefined;
  const begins = !hadBegun && state.planned === undefined;
  const ownDeliveries =
    notifications === undefined ? [] : deliveriesOf({ begins, isOver }, { summary, notifications });
  const deliveries = [...ownDeliveries, ...referencedDeliveries(state, commands, summary)];
  return deliveries.length === 0 ? entry : { ...entry, deliveries };
}
