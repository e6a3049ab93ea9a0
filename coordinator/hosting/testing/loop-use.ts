/** Shorter turns of the event loop only wait for something. */
const NOTED_FROM_MS = 1;

/** How some work used the event loop of this process. Times are ms of CPU of the main thread. */
export interface LoopUse {
  readonly total: number;
  /** Between two turns of the event loop. */
  readonly longest: number;
}

/**
 * Measures CPU time, so that a busy machine does not look like a blocked event loop. Other work of
 * the process counts too.
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
