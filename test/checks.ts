import { join } from 'node:path';
import { root } from '../scripts/checkout/root.ts';
import { runBounded } from './lanes/bounded-process.ts';
import type { LaneOutcome } from './lanes/outcome.ts';

const LIMIT_MS = 3 * 60_000;

interface Check {
  readonly name: string;
  /** A program of `node_modules/.bin`, or a script of `scripts/`, which runs on this Node. */
  readonly command: readonly [program: string, ...args: string[]];
}

const checks: readonly Check[] = [
  { name: 'types', command: ['tsc', '--build'] },
  { name: 'lint and format', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'layers', command: ['check-layers.ts'] },
  { name: 'house rules', command: ['check-house-rules.ts'] },
  { name: 'translation', command: ['check-translation.ts'] },
  { name: 'dead code', command: ['knip', '--no-progress', '--no-config-hints'] },
  {
    name: 'docs',
    command: [
      'mocha',
      ...['features', 'extension', 'security', 'error-codes'].map((page) => `test/docs/${page}.test.ts`),
    ],
  },
];

/**
 * Runs every check that does not start the built program. Each check counts as one test. Prints the output of failed
 * checks.
 */
export async function runChecks(grep: string | undefined): Promise<LaneOutcome> {
  const chosen = checks.filter(({ name }) => grep === undefined || new RegExp(grep).test(name));
  const results = await Promise.all(chosen.map(runCheck));
  const passed = results.filter(Boolean).length;
  const failures = chosen.filter((_, index) => results[index] !== true).map(({ name }) => `check: ${name}`);
  return { passed, failed: failures.length, failures };
}

async function runCheck({ name, command: [program, ...args] }: Check): Promise<boolean> {
  const started = performance.now();
  const [executable, ...before] = program.endsWith('.ts')
    ? [process.execPath, join(root, 'scripts', program)]
    : [join(root, 'node_modules', '.bin', program)];
  const { code, output } = await runBounded({
    command: executable,
    args: [...before, ...args],
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    limitMs: LIMIT_MS,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code === 0) process.stdout.write(`  ✔ ${name} (${seconds} s)\n`);
  else process.stdout.write(`  ✘ ${name}\n${output.trimEnd()}\n`);
  return code === 0;
}
