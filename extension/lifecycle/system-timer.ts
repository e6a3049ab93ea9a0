/** Calls `act` after a delay in ms. Returns the function that cancels the call. */
export type Timer = (delay: number, act: () => void) => () => void;

/** A timer of the system. */
export const systemTimer: Timer = (delay, act) => {
  const timer = setTimeout(act, delay);
  return () => clearTimeout(timer);
};
