import Mocha from 'mocha';
import type { TestEvent } from './test-event.ts';

export interface MochaRequest {
  /** Absolute paths of the suites. */
  readonly files: readonly string[];
  /** Runs only tests whose full title matches this regular expression, as mocha's `-g` does. */
  readonly grep?: string;
  /** The limit of tests that set none. */
  readonly timeoutMs: number;
}

/**
 * Runs suites in this process and reports each event as it occurs. Every lane uses this code, in Node and inside VS
 * Code, so that all lanes count tests in the same way.
 */
export async function runMocha(request: MochaRequest, onEvent: (event: TestEvent) => void): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: request.timeoutMs,
    slow: 1000,
    forbidOnly: true,
    forbidPending: true,
    reporter: SilentReporter,
    ...(request.grep === undefined ? {} : { grep: new RegExp(request.grep) }),
  });
  for (const file of request.files) mocha.addFile(file);
  await mocha.loadFilesAsync();

  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('suite', (suite) => {
      if (!suite.root) onEvent({ kind: 'suite', depth: depthOf(suite), title: suite.title });
    });
    runner.on('pass', (test) => {
      onEvent({ kind: 'passed', depth: depthOf(test), title: test.title, durationMs: test.duration ?? 0 });
    });
    runner.on('fail', (test, error: unknown) => {
      const path = test.titlePath().join(' › ');
      onEvent({ kind: 'failed', depth: depthOf(test), title: test.title, path, detail: detailOf(error) });
    });
  });
}

/** Mocha requires a reporter. The caller uses the events instead. */
class SilentReporter extends Mocha.reporters.Base {}

function depthOf(item: { titlePath(): string[] }): number {
  return item.titlePath().length;
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stack = '', message } = error;
  const trimmed = stack.includes(message) ? stack : `${message}\n${stack}`;
  return trimmed
    .split('\n')
    .filter((line) => !/^\s+at .*(node_modules.mocha|node:internal)/.test(line))
    .join('\n');
}
