/**
 * Runs the suites of one lane in a separate process: `mocha-lane.main.ts --results FILE --timeout MS [--grep
 * NAME] SUITE…`. Prints progress, and writes the counts to FILE.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EventPrinter } from './event-printer.ts';
import { runMocha } from './run-mocha.ts';
import type { TestCounts } from './test-event.ts';

/** Time that handles such as kept-alive connections have to close after the suites have ended. */
const CLOSING_TIME_MS = 10_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { results: { type: 'string' }, timeout: { type: 'string' }, grep: { type: 'string' } },
});

const printer = new EventPrinter((text) => process.stdout.write(text));
const counts = { passed: 0, failed: 0 };
const onTermination = () => {
  process.stdout.write('\n  ✘ ended before its end\n');
  end();
  process.exit();
};
process.once('SIGTERM', onTermination);

await runMocha(
  {
    files: positionals,
    timeoutMs: Number(values.timeout),
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  },
  (event) => {
    if (event.kind === 'passed') counts.passed += 1;
    if (event.kind === 'failed') counts.failed += 1;
    printer.print(event);
  },
);
process.off('SIGTERM', onTermination);
end();
setTimeout(() => {
  process.stdout.write(`\n  ✘ the suites left open: ${process.getActiveResourcesInfo().join(', ')}\n`);
  counts.failed += 1;
  leaveResults(counts);
  process.exit();
}, CLOSING_TIME_MS).unref();

function end(): void {
  printer.printFailures();
  leaveResults(counts);
}

function leaveResults(results: TestCounts): void {
  if (values.results !== undefined) writeFileSync(values.results, JSON.stringify(results));
  process.exitCode = results.failed > 0 ? 1 : 0;
}
