/**
 * Whether root runs the tests. As anybody else, what only root can do is left out, and that is said: a pending test would
 * count as failed.
 *
 * @param what is left out otherwise
 */
export function rootRuns(what: string): boolean {
  if (process.getuid?.() === 0) return true;
  process.stderr.write(`Only root can run this, so it is left out: ${what}\n`);
  return false;
}

/** A test that only root can run. */
export function itAsRoot(title: string, test: Mocha.AsyncFunc): void {
  if (rootRuns(title)) it(title, test);
}
