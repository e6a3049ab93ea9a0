/**
 * `npm run bench [-- --check] [-- NAME]`: measures the scenarios. With `--check`, fails if a goal is not reached. With
 * `--beside DIRECTORY [--rounds N]`, measures the scenarios here and in another built checkout in turn, and fails
 * unless no figure is more than 5 % worse here.
 */
import { parseArgs } from 'node:util';
import { problemOf } from '../support/errors/problem-of.ts';
import { measuredBeside } from './beside/beside.ts';
import { type Figure, percentile, reaches, type Scenario } from './figures.ts';
import { deletion } from './scenarios/deletion.ts';
import { dispatchQueue } from './scenarios/dispatch.ts';
import { engineWork } from './scenarios/engine.ts';
import { filteredOutput } from './scenarios/filtered-output.ts';
import { firstByte } from './scenarios/first-byte.ts';
import { inVsCode } from './scenarios/in-vscode.ts';
import { jobEditor } from './scenarios/job-editor.ts';
import { largeExecutions } from './scenarios/large-executions.ts';
import { largeOutput } from './scenarios/large-output.ts';
import { largeViews } from './scenarios/large-views.ts';
import { memory } from './scenarios/memory.ts';
import { nodes } from './scenarios/nodes.ts';
import { plan } from './scenarios/plan.ts';
import { sshNodes } from './scenarios/ssh-nodes.ts';
import { storedOutput } from './scenarios/stored-output.ts';
import { throughput } from './scenarios/throughput.ts';
import { trickle } from './scenarios/trickle.ts';

const SCENARIOS: readonly Scenario[] = [
  firstByte,
  throughput,
  trickle,
  filteredOutput,
  storedOutput,
  deletion,
  nodes,
  plan,
  jobEditor,
  inVsCode,
  engineWork,
  dispatchQueue,
  largeExecutions,
  largeOutput,
  largeViews,
  sshNodes,
  memory,
];

const print = (line: string) => void process.stdout.write(`${line}\n`);
const rounded = (value: number): string => value.toFixed(value < 100 ? 2 : 0);

async function bench(check: boolean, wanted: readonly string[]): Promise<boolean> {
  const chosen = SCENARIOS.filter(({ name }) => wanted.every((part) => name.includes(part)));
  if (chosen.length === 0)
    throw new Error(
      `No scenario has "${wanted.join('" and "')}" in its name. The scenarios: ${SCENARIOS.map(({ name }) => name).join('; ')}.`,
    );
  let allReached = true;
  for (const scenario of chosen) {
    print(scenario.name);
    const figures = await measured(scenario);
    for (const figure of figures) print(`  ${row(figure)}`);
    for (const goal of scenario.goals) {
      const { value, reached } = reaches(goal, figures);
      allReached &&= reached;
      const verdict = check ? (reached ? 'ok  ' : 'FAIL') : 'goal';
      print(
        `  ${verdict} ${goal.figure} p${goal.percentile} ${goal.relation} ${goal.value}: ${rounded(value)}`,
      );
    }
  }
  return allReached || !check;
}

/**
 * Measures a scenario. A scenario that fails has no figures and reaches none of its goals. The other scenarios still
 * run.
 */
async function measured(scenario: Scenario): Promise<readonly Figure[]> {
  try {
    return await scenario.measure();
  } catch (error) {
    print(`  not measured: ${problemOf(error)}`);
    return [];
  }
}

function row({ name, unit, samples }: Figure): string {
  const at = (percent: number) => rounded(percentile(samples, percent));
  return `${name.padEnd(22)} min ${at(0)}  p50 ${at(50)}  p99 ${at(99)}  max ${at(100)} ${unit}  (${samples.length} samples)`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    beside: { type: 'string' },
    rounds: { type: 'string', default: '10' },
  },
});
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1)
  throw new Error(
    `--rounds ${values.rounds} is not a whole number from 1. Six rounds are the least for an interval.`,
  );
const passed =
  values.beside === undefined
    ? await bench(values.check, positionals)
    : await measuredBeside(values.beside, rounds, positionals, print);
process.exitCode = passed ? 0 : 1;
