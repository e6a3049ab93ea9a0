import * as z from 'zod';
import { count, word } from '../bounds.ts';
import { POSITION_LIMITS } from './position-limits.ts';

/**
 * A point in a coordinator's history: its generation and the highest durable sequence of its journal.
 *
 * `proof` is opaque to a replica. It shows the coordinator that it issued this position itself.
 */
export const Position = z.object({
  generation: count(POSITION_LIMITS.generation),
  sequence: count(POSITION_LIMITS.sequence),
  proof: word(64).optional(),
});
export type Position = z.infer<typeof Position>;

export const NO_POSITION: Position = { generation: 0, sequence: 0 };

/** Replaces a malformed position. No coordinator issues this proof. */
const UNREADABLE_POSITION: Position = { ...NO_POSITION, proof: 'unreadable' };

/**
 * A position as a replica reports it. A malformed one counts as unproven, and does not fail the sync.
 */
export const ShownPosition = Position.catch(UNREADABLE_POSITION);

/** Whether `a` is after `b` in the history. */
export function isLaterPosition(a: Position, b: Position): boolean {
  return a.generation !== b.generation ? a.generation > b.generation : a.sequence > b.sequence;
}
