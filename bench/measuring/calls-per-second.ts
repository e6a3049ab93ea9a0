/** Number of concurrent executions, below the runner's own limit of 50. */
const AT_ONCE = 40;

/**
 * Calls `act` `count` times, with up to {@link AT_ONCE} concurrent calls. Resolves with the number of calls per second.
 */
export async function callsPerSecond(count: number, act: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await act();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return count / ((performance.now() - begin) / 1000);
}
