/**
 * `npm test` and its parts: `test/run.ts [LANE] [-g NAME]`. Prints `N passed, N failed` at the end. Every
 * check and every test counts as one, and so does a lane that could not run.
 */
import { parseArgs } from 'node:util';
import { type LaneOutcome, laneProblem } from './lanes/outcome.ts';
import { codeServer, desktopLane, type Lane, lanes } from './lanes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string', short: 'g' } },
});
const [wanted] = positionals;
const chosen = wanted === undefined ? lanes : [...lanes, desktopLane].filter(({ name }) => name === wanted);

if (chosen.length === 0 || positionals.length > 1) {
  refuse(`there is no lane ${positionals.join(' ')}: choose ${lanes.map(({ name }) => name).join(', ')}`);
} else if (wanted === undefined && values.grep !== undefined) {
  refuse('-g chooses tests of one lane, such as: npm run test:unit -- -g NAME');
} else {
  await runAll(chosen, values.grep);
}

async function runAll(some: readonly Lane[], grep: string | undefined): Promise<void> {
  // Ignored here: the lane that needs it reports the error.
  if (some.some(({ needs }) => needs.includes(codeServer))) codeServer().catch(() => {});

  let passed = 0;
  let failed = 0;
  const failures: string[] = [];
  for (const lane of some) {
    process.stdout.write(`\n${lane.name}\n`);
    const outcome = await runLane(lane, grep);
    passed += outcome.passed;
    failed += outcome.failed;
    failures.push(...outcome.failures);
  }
  process.stdout.write('\n');
  for (const failure of failures) process.stdout.write(`✘ ${failure}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function runLane(lane: Lane, grep: string | undefined): Promise<LaneOutcome> {
  try {
    for (const need of lane.needs) await need();
    return await lane.run(grep);
  } catch (error) {
    return laneProblem(`${lane.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuse(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 2;
}
