import { z } from 'zod';
import { count, word } from './bounds.ts';

/**
 * Largest values of a position. Both lie so far below 2^53 that whatever follows from them (the next generation, ids of
 * executions after a restore) is a safe integer and a valid id.
 */
export const POSITION_LIMITS = { generation: 2 ** 31 - 1, sequence: 1e14 } as const;

/**
 * A point in a coordinator's history: its generation and the highest durable sequence of its journal.
 *
 * `proof` is opaque to a replica: with it, the coordinator recognises positions that it gave out itself.
 */
export const Position = z.object({
  generation: count(POSITION_LIMITS.generation),
  sequence: count(POSITION_LIMITS.sequence),
  proof: word(64).optional(),
});
export type Position = z.infer<typeof Position>;

export const NO_POSITION: Position = { generation: 0, sequence: 0 };

/** Stands for what cannot be a position. No coordinator gives out this proof. */
const UNREADABLE_POSITION: Position = { ...NO_POSITION, proof: 'unreadable' };

/**
 * A position as a replica shows it. One that cannot be a position is no reason to refuse the replica, which may only
 * repeat what an older coordinator gave out: it counts as unproven.
 */
export const ShownPosition = Position.catch(UNREADABLE_POSITION);

/** Whether `a` lies after `b` in the history. */
export function isLaterPosition(a: Position, b: Position): boolean {
  return a.generation !== b.generation ? a.generation > b.generation : a.sequence > b.sequence;
}
