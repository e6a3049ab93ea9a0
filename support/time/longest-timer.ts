/** Longest delay that a timer of the platform takes, in ms: a longer one would fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A delay as a timer of the platform takes it: whole milliseconds, at most some 24 days. */
export function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST_TIMER);
}
