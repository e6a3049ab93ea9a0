import type { Transition } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/events/events.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import { summaryOf } from '../../engine/views/summary.ts';
import { deliveriesOf } from '../../notifications/deliveries-of.ts';
import type { JournalEntry } from '../../store/journal/journal.ts';
import { referencedDeliveries } from './referenced-deliveries.ts';

/**
 * What the journal keeps of an event: the event, the summary after it, and what it makes to be told outside.
 *
 * @param before absent: the execution begins
 */
export function journalEntry(
  before: ExecutionState | undefined,
  { state, commands }: Transition,
  event: EngineEvent,
): JournalEntry {
  const { id, notifications } = state.request;
  const summary = summaryOf(state);
  const entry = { executionId: id, type: event.type, data: event, time: event.time, summary };
  const isOver = before?.ended !== undefined;
  const hadBegun = before !== undefined && before.planned === undefined;
  const begins = !hadBegun && state.planned === undefined;
  const own = notifications === undefined ? [] : deliveriesOf({ begins, isOver }, { summary, notifications });
  const deliveries = [...own, ...referencedDeliveries(state, commands, summary)];
  return deliveries.length === 0 ? entry : { ...entry, deliveries };
}
