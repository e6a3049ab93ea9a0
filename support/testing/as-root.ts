/**
 * Whether root runs the tests. For other users, logs the name of the skipped tests. They are not declared as pending,
 * because a pending test would count as failed.
 *
 * @param what the tests that only root can run
 */
export function rootRuns(what: string): boolean {
  if (process.getuid?.() === 0) return true;
  process.stderr.write(`Only root can run these tests, so they are skipped: ${what}\n`);
  return false;
}

/** Declares a test that only root can run. */
export function itAsRoot(title: string, test: Mocha.AsyncFunc): void {
  if (rootRuns(title)) it(title, test);
}
