/**
 * Returns a signal that aborts after a number of seconds, or with `signal`. `AbortSignal.any` with a timeout is
 * unsuitable: while nobody listens to the combined signal, Node may collect the timeout as garbage, and a loop that
 * polls `aborted` never ends.
 */
export function attackPeriod(seconds: number, signal: AbortSignal): AbortSignal {
  const period = new AbortController();
  const timer = setTimeout(() => period.abort(), seconds * 1000);
  const end = () => {
    clearTimeout(timer);
    period.abort();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return period.signal;
}
