import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** The time limits of a call, and the reason for them. Times are milliseconds. */
export interface CallPolicy {
  /** Limit until the answer begins. */
  readonly answerMilliseconds: number;
  /** Limit between two chunks of the answer. */
  readonly bodyMilliseconds: number;
  readonly reason: string;
}

/** Before the n-th repetition (from 0), the wait is random between 0 and `base * 2^n`, at most `cap`. */
export interface Backoff {
  readonly base: number;
  readonly cap: number;
}

/**
 * Quick at first, because a cut link usually returns soon or late. Random, so that many runners do not return at the
 * same time.
 */
export const DEFAULT_BACKOFF: Backoff = { base: 100, cap: 5_000 };

export const CALL_POLICIES = {
  enroll: {
    answerMilliseconds: 15_000,
    bodyMilliseconds: 10_000,
    reason: 'a person may watch: an answer that was lost is asked for again with the same key',
  },
  token: {
    answerMilliseconds: 10_000,
    bodyMilliseconds: 10_000,
    reason: 'a nonce lives shortly',
  },
  sync: {
    answerMilliseconds: 30_000,
    bodyMilliseconds: 10_000,
    reason: 'a coordinator that comes back answers all its replicas at once',
  },
  poll: {
    answerMilliseconds: 10_000,
    bodyMilliseconds: 10_000,
    reason: 'on top of the time it is held open; its second failure in a row ends the session',
  },
  claims: {
    answerMilliseconds: 15_000,
    bodyMilliseconds: 10_000,
    reason: 'a step waits for it; asking again gets the same answer',
  },
  output: {
    answerMilliseconds: 30_000,
    bodyMilliseconds: 10_000,
    reason: 'half a MiB over a slow line; what was lost is sent again from the offset held',
  },
  results: {
    answerMilliseconds: 30_000,
    bodyMilliseconds: 10_000,
    reason: 'the coordinator syncs the output first',
  },
  discoveries: {
    answerMilliseconds: 60_000,
    bodyMilliseconds: 10_000,
    reason: 'megabytes over a slow line; a second time does no harm',
  },
} as const satisfies Record<string, CallPolicy>;

/** The download of a file of an operation, from the offset where it was interrupted. */
export const FILE_POLICY: CallPolicy = {
  answerMilliseconds: 30_000,
  bodyMilliseconds: 30_000,
  reason: 'it may be long, and a step waits for it; what arrived is kept',
};

export type CallName = keyof typeof CALL_POLICIES;

/** Returns the milliseconds to wait before repetition `attempt`, from 0. `random` is in [0, 1). */
export function backoffMilliseconds(backoff: Backoff, attempt: number, random: number): number {
  return Math.ceil(random * Math.min(backoff.cap, backoff.base * 2 ** Math.min(attempt, 30)));
}

/** Maximum time that a coordinator can ask a runner to wait, in ms. */
const LONGEST_ASKED = 120_000;

/**
 * Returns the milliseconds to wait before a failed call is repeated: what the coordinator asked for with a 429, plus up to
 * half of it at random, so that many runners do not return at the same time; else the backoff.
 */
export function retryMilliseconds(error: Error, backoff: Backoff, attempt: number, random: number): number {
  const seconds = isOutrunnerError(error) && error.status === 429 ? error.parameters['seconds'] : undefined;
  return typeof seconds === 'number' && seconds > 0
    ? Math.ceil(Math.min(LONGEST_ASKED, seconds * 1000) * (1 + random / 2))
    : backoffMilliseconds(backoff, attempt, random);
}
