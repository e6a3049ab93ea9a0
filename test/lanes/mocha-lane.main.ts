/**
 * Runs the suites of one lane in a separate process: `mocha-lane.main.ts --results FILE --timeout MS [--grep
 * NAME] SUITE…`. Prints progress, and writes the counts to FILE.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EventPrinter } from './event-printer.ts';
import { laneProblem } from './outcome.ts';
import { runMocha } from './run-mocha.ts';
import type { TestCounts } from './test-event.ts';
import { TestTally } from './test-tally.ts';

/** Time that handles such as kept-alive connections have to close after the suites have ended. */
const CLOSING_TIME_MS = 10_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { results: { type: 'string' }, timeout: { type: 'string' }, grep: { type: 'string' } },
});

const printer = new EventPrinter((text) => process.stdout.write(text));
const tally = new TestTally();
process.once('SIGTERM', onTermination);
process.once('exit', onEarlyExit);

await runMocha(
  {
    files: positionals,
    timeoutMs: Number(values.timeout),
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  },
  (event) => {
    tally.add(event);
    printer.print(event);
  },
);
process.off('SIGTERM', onTermination);
process.off('exit', onEarlyExit);
printer.printFailures();
leaveResults(tally.counts());
setTimeout(() => {
  const problem = `the suites left open: ${process.getActiveResourcesInfo().join(', ')}`;
  process.stdout.write(`\n  ✘ ${problem}\n`);
  leaveResults(laneProblem(problem, tally.counts()));
  process.exit();
}, CLOSING_TIME_MS).unref();

/** The lane adds why it ended this process. */
function onTermination(): void {
  process.off('exit', onEarlyExit);
  process.stdout.write('\n  ✘ the lane was terminated before its last test\n');
  printer.printFailures();
  leaveResults(tally.counts());
  process.exit();
}

/** The program under test, or a suite that cannot be loaded, ends this process. */
function onEarlyExit(code: number): void {
  const problem = `the process of the tests exited with code ${code} before the last test`;
  process.stdout.write(`\n  ✘ ${problem}\n`);
  printer.printFailures();
  leaveResults(laneProblem(problem, tally.counts()));
}

function leaveResults(results: TestCounts): void {
  if (values.results !== undefined) writeFileSync(values.results, JSON.stringify(results));
  process.exitCode = results.failed > 0 ? 1 : 0;
}
