/** Maximum delay of the platform's timers, in ms. A timer with a longer delay would fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Converts a delay to one that the platform's timers accept: whole milliseconds, at most about 24 days. */
export function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST_TIMER);
}
