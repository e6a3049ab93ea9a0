import * as z from 'zod';
import { count, word } from '../bounds.ts';
import { POSITION_LIMITS } from './position-limits.ts';

/**
 * A point in a coordinator's history: its generation and the highest durable sequence of its journal.
 *
 * `proof` is opaque to a replica. The coordinator uses it to verify that it issued the position.
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

/** A position as a replica reports it. A malformed position counts as unproven, so that the sync does not fail. */
export const ShownPosition = Position.catch(UNREADABLE_POSITION);

/** Whether position `a` is later than position `b`. */
export function isLaterPosition(a: Position, b: Position): boolean {
  return a.generation !== b.generation ? a.generation > b.generation : a.sequence > b.sequence;
}
