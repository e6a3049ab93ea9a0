import * as z from 'zod';

/** An integer in a query. */
export const queryInteger = (minimum: number, maximum: number) =>
  z.coerce.number().int().min(minimum).max(maximum).optional();

/** A maximum number of items in a query. 0 or less: no limit, as in Rundeck. More than `most`: `most`. */
export const queryLimit = (most: number) =>
  z.coerce
    .number()
    .int()
    .transform((limit) => (limit <= 0 ? undefined : Math.min(limit, most)))
    .optional();

/** An optional string in a query, of at most 1024 characters. */
export const queryText = () => z.string().max(1024).optional();

/** Values of a query parameter that may be repeated. Parsed as a list of strings. */
export const queryTexts = () =>
  z.union([z.string().transform((text) => [text]), z.array(z.string()).max(1000)]).optional();

/** `true` or `false` in a query. */
export const queryFlag = () => z.stringbool().optional();

const PERIODS: Readonly<Record<string, number>> = {
  s: 1000,
  n: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  m: 2_592_000_000,
  y: 31_536_000_000,
};

/**
 * A period in a query, in Rundeck's format: a number and one of `s n h d w m y`, where `n` is minutes and `m` is 30
 * days. Parsed to ms.
 */
export const queryPeriod = () =>
  z
    .string()
    .regex(/^\d{1,6}[snhdwmy]$/, 'a period is a number and one of s n h d w m y, like 2h')
    .transform((text) => Number(text.slice(0, -1)) * (PERIODS[text.slice(-1)] ?? 0))
    .optional();

/**
 * A length of time in a query, in Rundeck's format: the sum of amounts with the units of {@link queryPeriod}, such as
 * `1d` or `2d1h4n5s`. Parsed to ms.
 */
export const queryTimeSpan = () =>
  z
    .string()
    .regex(
      /^(?:\d{1,6}[snhdwmy]){1,16}$/,
      'a time span is a sum of numbers with the units s n h d w m y, like 1d or 2d12h',
    )
    .transform((text) =>
      [...text.matchAll(/(\d+)([a-z])/g)].reduce(
        (sum, [, amount, unit = '']) => sum + Number(amount) * (PERIODS[unit] ?? 0),
        0,
      ),
    )
    .optional();

/** A time in a query: ISO 8601 or epoch ms. Parsed to epoch ms. */
export const queryTime = () =>
  z
    .string()
    .transform((text) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text)))
    .refine(Number.isFinite, 'a time is a date of ISO 8601, or milliseconds since 1970')
    .optional();
