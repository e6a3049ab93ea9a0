/** How long a process that cannot go on may take to say why, in ms. */
const LAST_WORDS = 2000;

/** Ends this process soon, whatever still keeps it: what it would go on to promise could not be kept. */
export function endProcessSoon(): void {
  process.exitCode = 1;
  setTimeout(() => process.exit(), LAST_WORDS).unref();
}
