import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** The time limits of a call. */
export interface CallPolicy {
  /** Time limit until the answer begins. */
  readonly answerMilliseconds: number;
  /** Time limit between two chunks of the answer. */
  readonly bodyMilliseconds: number;
}

/** Before the n-th repetition (from 0), the wait is random between 0 and `base * 2^n` ms, but at most `cap` ms. */
export interface Backoff {
  readonly base: number;
  readonly cap: number;
}

/**
 * Starts with short waits, because most interruptions of a link are short. Waits are random, so that many runners do
 * not return at the same time.
 */
export const DEFAULT_BACKOFF: Backoff = { base: 100, cap: 5_000 };

export const CALL_POLICIES = {
  // A person may be waiting. After a lost answer, the call is repeated with the same key.
  enroll: { answerMilliseconds: 15_000, bodyMilliseconds: 10_000 },
  // A nonce expires soon.
  token: { answerMilliseconds: 10_000, bodyMilliseconds: 10_000 },
  // A restarted coordinator answers all its replicas at once.
  sync: { answerMilliseconds: 30_000, bodyMilliseconds: 10_000 },
  // These limits add to the hold time of the poll. The second failure in a row ends the session.
  poll: { answerMilliseconds: 10_000, bodyMilliseconds: 10_000 },
  // A step waits for the answer. A repeated claim gets the same answer.
  claims: { answerMilliseconds: 15_000, bodyMilliseconds: 10_000 },
  // A request has up to half a MiB, and the line may be slow. Lost output is sent again from the stored offset.
  output: { answerMilliseconds: 30_000, bodyMilliseconds: 10_000 },
  // The coordinator syncs the output before it answers.
  results: { answerMilliseconds: 30_000, bodyMilliseconds: 10_000 },
  // A request may have megabytes, and the line may be slow. Repeating the call is harmless.
  discoveries: { answerMilliseconds: 60_000, bodyMilliseconds: 10_000 },
} as const satisfies Record<string, CallPolicy>;

/** Limits for the download of a file, which may take long. An interrupted download resumes at its offset. */
export const FILE_POLICY: CallPolicy = { answerMilliseconds: 30_000, bodyMilliseconds: 30_000 };

export type CallName = keyof typeof CALL_POLICIES;

/** Returns the ms to wait before repetition `attempt` (from 0). `random` is in [0, 1). */
export function backoffMilliseconds(backoff: Backoff, attempt: number, random: number): number {
  return Math.ceil(random * Math.min(backoff.cap, backoff.base * 2 ** Math.min(attempt, 30)));
}

/** Maximum wait that a runner accepts from a coordinator, in ms. */
const LONGEST_ASKED = 120_000;

/**
 * Returns the ms to wait before a failed call is repeated. After a 429, this is the wait that the coordinator
 * requested, plus up to half of it at random, so that many runners do not return at the same time. Otherwise it is the
 * backoff.
 */
export function retryMilliseconds(error: Error, backoff: Backoff, attempt: number, random: number): number {
  const seconds = isOutrunnerError(error) && error.status === 429 ? error.parameters['seconds'] : undefined;
  return typeof seconds === 'number' && seconds > 0
    ? Math.ceil(Math.min(LONGEST_ASKED, seconds * 1000) * (1 + random / 2))
    : backoffMilliseconds(backoff, attempt, random);
}
