import { join } from 'node:path';
import { isolatedHome } from '../browser/isolated-home.ts';
import { EventPrinter } from '../lanes/event-printer.ts';
import { type LaneOutcome, laneProblem, outcomeOf } from '../lanes/outcome.ts';
import type { TestCounts } from '../lanes/test-event.ts';
import { HOST_EVENTS, HOST_GREP } from './environment.ts';
import { EventFile } from './event-file.ts';
import { runInBrowser, type WindowEnd } from './vscode-in-browser.ts';
import { runOnDesktop } from './vscode-on-desktop.ts';

const LIMIT_MS = 10 * 60_000;

/** Which VS Code runs the suites: the pinned one in a browser, or an installed or downloaded one on the desktop. */
export type HostKind = 'browser' | 'desktop';

/**
 * Runs the suites of the extension host with additional environment variables, and prints their events. Ends VS Code
 * after `limitMs`.
 */
export async function runHostLane(
  kind: HostKind,
  grep: string | undefined,
  more: Readonly<Record<string, string>> = {},
  limitMs = LIMIT_MS,
): Promise<LaneOutcome> {
  await using home = await isolatedHome();
  const write = (text: string) => process.stdout.write(text);
  const printer = new EventPrinter(write);
  const path = join(home.folder, 'events.jsonl');
  const events = new EventFile(path, (event) => printer.print(event));
  const environment = { ...more, [HOST_EVENTS]: path, ...(grep === undefined ? {} : { [HOST_GREP]: grep }) };
  const runIn = kind === 'browser' ? runInBrowser : runOnDesktop;
  try {
    const end = await runIn(home, environment, limitMs);
    const counts = await events.end();
    printer.printFailures();
    const outcome = outcomeOfWindow(end, counts);
    if (outcome.failed > counts.failed) for (const line of end.printed) write(`    ${line}\n`);
    return outcome;
  } finally {
    await events.end();
  }
}

function outcomeOfWindow(end: WindowEnd, counts: TestCounts): LaneOutcome {
  if (end.code === undefined) return laneProblem('host: VS Code did not end in time', counts);
  if (end.code !== 0 && counts.failed === 0 && counts.passed > 0) {
    return laneProblem(`host: VS Code ended with code ${end.code} although no test failed`, counts);
  }
  return outcomeOf('host', counts);
}
