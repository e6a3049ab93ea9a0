/**
 * Maximum values of a position. Both are far below 2^53, so that values derived from them (the next generation, ids of
 * executions after a restore) are safe integers and valid ids.
 *
 * This is a separate file because the journal's thread needs the limits but must not load zod, which takes 8 MiB.
 */
export const POSITION_LIMITS = { generation: 2 ** 31 - 1, sequence: 1e14 } as const;
