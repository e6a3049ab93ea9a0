/**
 * Bounds of everything that a runner sends. Runner messages use these schemas, or have bounds of their own, so that the
 * coordinator can store and display every accepted value, and hold the value in memory.
 */
import * as z from 'zod';

/** Maximum lengths of strings, in UTF-16 code units. */
export const WORD_LIMITS = {
  /** Code of a reason, or name of a signal. */
  code: 64,
  /** Name of a host, user, file or member of a key. */
  name: 255,
  /** A message that explains a failure to a person. */
  problem: 4096,
  /** A sign-in's signature, as a compact JWS. */
  signature: 4096,
} as const;

/** Maximum values of numbers. All are below 2^53, so that JavaScript represents each integer exactly. */
export const NUMBER_LIMITS = {
  /** The latest time that a JavaScript `Date` can represent: epoch ms, in the year 275760. */
  epochMilliseconds: 8.64e15,
  durationMilliseconds: 1e12,
  seconds: 1e9,
  /** Size of one operation's output, in bytes. */
  byteOffset: 2 ** 50,
  /** Default maximum of a count. */
  count: 2 ** 31 - 1,
} as const;

/** A string of at most `most` UTF-16 code units. */
export const word = (most: number) => z.string().max(most);

/** An integer of at least 0. */
export const count = (most: number = NUMBER_LIMITS.count) => z.int().nonnegative().max(most);

/** An integer of at least 1. */
export const positiveCount = z.int().positive().max(NUMBER_LIMITS.count);

/** An offset in, or the length of, one operation's output. */
export const byteOffset = () => count(NUMBER_LIMITS.byteOffset);

/** A time on the runner's clock, epoch ms. The clock may be wrong by any amount. */
export const epochMilliseconds = () => z.number().nonnegative().max(NUMBER_LIMITS.epochMilliseconds);

export const durationMilliseconds = () => z.number().nonnegative().max(NUMBER_LIMITS.durationMilliseconds);

export const positiveSeconds = () => z.number().positive().max(NUMBER_LIMITS.seconds);

/** Exit code of a process: negative on some systems, up to 32 bits on Windows. */
export const exitCode = () =>
  z
    .int()
    .min(-(2 ** 31))
    .max(2 ** 32 - 1);

/** Maximum number of entries of each schema that {@link boundedRecord} built. */
export const RECORD_BOUNDS = z.registry<{ readonly mostEntries: number }>();

/** A record of at most `mostEntries` entries. A key `__proto__` is dropped. */
export function boundedRecord<Value extends z.ZodType>(
  keys: z.ZodString,
  values: Value,
  mostEntries: number,
): z.ZodRecord<z.ZodString, Value> {
  const record = z
    .record(keys, values)
    .refine((entries) => Object.keys(entries).length <= mostEntries, `at most ${mostEntries} entries`);
  RECORD_BOUNDS.add(record, { mostEntries });
  return record;
}

/** Returns whether a time (epoch ms) is within the limits, so that the coordinator can store and display it. */
export function isEpochMilliseconds(time: number): boolean {
  return time >= 0 && time <= NUMBER_LIMITS.epochMilliseconds;
}

/** Returns the time (epoch ms) within the limits that is closest to `time`; 0 for NaN. */
export function clampEpochMilliseconds(time: number): number {
  return isEpochMilliseconds(time) ? time : time > 0 ? NUMBER_LIMITS.epochMilliseconds : 0;
}
