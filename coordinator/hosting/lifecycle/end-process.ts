/** Time for a failed process to report its error, in ms. */
const REPORT_TIME = 2000;

/**
 * Ends this process after a delay, even with open handles, because a failed coordinator can no longer guarantee
 * durability.
 */
export function endProcessSoon(): void {
  process.exitCode = 1;
  setTimeout(() => process.exit(), REPORT_TIME).unref();
}
