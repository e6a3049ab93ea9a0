import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from '../../scripts/checkout/root.ts';
import { runBounded } from './bounded-process.ts';
import { type LaneOutcome, laneProblem, outcomeOf } from './outcome.ts';
import type { TestCounts } from './test-event.ts';

/** Folders of servers such as nginx, which not every PATH contains. */
const SERVER_FOLDERS = ['/usr/sbin', '/sbin'];

export interface MochaLane {
  readonly name: string;
  /** Globs of its suites, from the root. */
  readonly suites: readonly string[];
  readonly testTimeoutMs: number;
  readonly limitMs: number;
}

/** Runs suites of Node in a separate process. */
export async function runMochaLane(lane: MochaLane, grep: string | undefined): Promise<LaneOutcome> {
  const files = globSync([...lane.suites], { cwd: root }).sort();
  if (files.length === 0) return laneProblem(`${lane.name}: there is no suite yet`);

  const folder = await mkdtemp(join(tmpdir(), 'outrunner-lane-'));
  try {
    const results = join(folder, 'results.json');
    const end = await runBounded({
      command: process.execPath,
      args: [
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'mocha-lane.main.ts'),
        ...['--results', results, '--timeout', String(lane.testTimeoutMs)],
        ...(grep === undefined ? [] : [`--grep=${grep}`]),
        ...files.map((file) => join(root, file)),
      ],
      cwd: root,
      env: { ...process.env, PATH: [process.env['PATH'], ...SERVER_FOLDERS].join(delimiter) },
      stdio: ['ignore', 'inherit', 'inherit'],
      limitMs: lane.limitMs,
    });
    const counts = await readCounts(results);
    if (end.overran) return laneProblem(overrun(lane), counts);
    if (counts === undefined)
      return laneProblem(`${lane.name}: ended early with code ${end.code}, see above`);
    return outcomeOf(lane.name, counts);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function overrun(lane: MochaLane): string {
  return `${lane.name}: did not end within ${lane.limitMs / 60_000} minutes and was ended`;
}

async function readCounts(file: string): Promise<TestCounts | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TestCounts;
  } catch {
    return undefined;
  }
}
