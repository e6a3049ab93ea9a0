import * as z from 'zod';

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};
const LONGEST = 100 * 31_536_000_000;

/** A duration as in Rundeck: `30d`, `2h30m`. 0: unlimited. Empty: the default of the coordinator. */
export const TokenDuration = z
  .string()
  .regex(/^(?:0|(?:\d+[smhdwy])*)$/, 'duration: such as 30d or 2h30m')
  .refine((text) => parseTokenDuration(text) <= LONGEST, 'duration: at most 100y');

/** Converts a duration such as `2h30m` to ms. Returns 0 for `0` and an empty text. */
export function parseTokenDuration(text: string): number {
  return [...text.matchAll(/(\d+)([smhdwy])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MILLISECONDS[unit ?? ''] ?? 0),
    0,
  );
}
