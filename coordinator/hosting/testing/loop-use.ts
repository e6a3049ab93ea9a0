/**
 * Turns of the event loop that use less CPU time than this, in ms, are excluded from the total, because they do no
 * work.
 */
const NOTED_FROM_MS = 1;

/** CPU time of the main thread during some work, in ms. */
export interface LoopUse {
  readonly total: number;
  /** The longest CPU time between two turns of the event loop. */
  readonly longest: number;
}

/**
 * Measures CPU time, so that a busy machine does not look like a blocked event loop. Includes other work of the
 * process.
 */
export async function loopUse(work: () => Promise<unknown>): Promise<LoopUse> {
  let [total, longest] = [0, 0];
  let before = process.threadCpuUsage();
  const look = () => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    const milliseconds = (user + system) / 1000;
    if (milliseconds >= NOTED_FROM_MS) total += milliseconds;
    longest = Math.max(longest, milliseconds);
  };
  let turn = setImmediate(function next() {
    look();
    turn = setImmediate(next);
  });
  try {
    await work();
    look();
  } finally {
    clearImmediate(turn);
  }
  return { total, longest };
}
