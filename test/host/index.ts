import { appendFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../lanes/run-mocha.ts';
import { HOST_EVENTS, HOST_GREP } from './environment.ts';

const TEST_TIMEOUT_MS = 60_000;

/**
 * What VS Code calls inside its extension host: runs every suite that was built beside this file. The events go to a
 * file, since the console of an extension host reaches its window reworded.
 *
 * @throws when a test failed or none ran, so that VS Code ends with an exit code that says so
 */
export async function run(): Promise<void> {
  const events = process.env[HOST_EVENTS];
  if (events === undefined) throw new Error(`${HOST_EVENTS} names no file for the results`);
  const grep = process.env[HOST_GREP];
  const { passed, failed } = await runMocha(
    {
      files: globSync('**/*.test.cjs', { cwd: import.meta.dirname }).map((suite) =>
        join(import.meta.dirname, suite),
      ),
      timeoutMs: TEST_TIMEOUT_MS,
      ...(grep === undefined ? {} : { grep }),
    },
    (event) => appendFileSync(events, `${JSON.stringify(event)}\n`),
  );
  if (failed > 0 || passed === 0) throw new Error(`${failed} tests failed, ${passed} passed`);
}
