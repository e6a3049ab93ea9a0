/**
 * Maximum values of a position. Both are so far below 2^53 that values derived from them (the next generation, ids of
 * executions after a restore) are safe integers and valid ids.
 *
 * In a file of its own: the thread of the journal needs them, and must not load zod, which takes 8 MiB.
 */
export const POSITION_LIMITS = { generation: 2 ** 31 - 1, sequence: 1e14 } as const;
