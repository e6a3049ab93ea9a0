import { appendFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { EventPrinter } from '../lanes/event-printer.ts';
import { runMocha } from '../lanes/run-mocha.ts';
import type { TestEvent } from '../lanes/test-event.ts';
import { TestTally } from '../lanes/test-tally.ts';
import { HOST_EVENTS, HOST_GREP } from './environment.ts';

const TEST_TIMEOUT_MS = 60_000;

/**
 * The function that VS Code calls inside its extension host. Runs every suite that was built beside this file. The
 * events are written to the file that the lane specifies, because the window alters the console output of an extension
 * host; without a file, as under the debugger, to the console.
 *
 * @throws if a test failed or none ran, so that VS Code exits with an error code
 */
export async function run(): Promise<void> {
  const printer = new EventPrinter((text) => console.log(text.trimEnd()));
  const file = process.env[HOST_EVENTS];
  const tally = new TestTally();
  const tell = (event: TestEvent) => {
    tally.add(event);
    if (file === undefined) printer.print(event);
    else appendFileSync(file, `${JSON.stringify(event)}\n`);
  };
  const grep = process.env[HOST_GREP];
  await runMocha(
    {
      files: globSync('**/*.test.cjs', { cwd: import.meta.dirname }).map((suite) =>
        join(import.meta.dirname, suite),
      ),
      timeoutMs: TEST_TIMEOUT_MS,
      ...(grep === undefined ? {} : { grep }),
    },
    tell,
  );
  printer.printFailures();
  const { passed, failed } = tally.counts();
  if (failed > 0 || passed === 0) throw new Error(`${failed} tests failed, ${passed} passed`);
}
