import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/checkout/root.ts';
import {
  costOf,
  type PairedFigure,
  type PrintedFigure,
  pairedFigures,
  printedFigures,
  verdictOf,
} from './compare.ts';

/** Maximum cost of a figure, relative to its cost in the other checkout. */
const LIMIT = 1.05;

/**
 * Measures the scenarios here and in another built checkout in turn, and prints how their figures compare. The order
 * changes every round, so that a machine that slows down does not favour one of them.
 *
 * @param names parts of the names of the scenarios, as for `bench/main.ts`
 * @returns whether every figure of both was shown to cost at most 5 % more here; floors are printed and do not count
 * @throws if the bench of one checkout ends with an error
 */
export async function measuredBeside(
  directory: string,
  rounds: number,
  names: readonly string[],
  print: (line: string) => void,
): Promise<boolean> {
  const measured: { here: PrintedFigure[]; other: PrintedFigure[] }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const hereFirst = round % 2 === 0;
    const first = await figuresOf(hereFirst ? root : resolve(directory), names);
    const second = await figuresOf(hereFirst ? resolve(directory) : root, names);
    measured.push(hereFirst ? { here: first, other: second } : { here: second, other: first });
    print(`round ${round + 1} of ${rounds}`);
  }
  const figures = pairedFigures(measured);
  let scenario = '';
  for (const figure of figures) {
    if (figure.scenario !== scenario) print(figure.scenario);
    scenario = figure.scenario;
    print(`  ${row(figure)}`);
  }
  const counted = figures.filter((figure) => !isFloor(figure));
  return counted.length > 0 && counted.every((figure) => verdictOf(costOf(figure), LIMIT) === 'not worse');
}

async function figuresOf(directory: string, names: readonly string[]): Promise<PrintedFigure[]> {
  const command = ['scripts/setup.mjs', 'bench/main.ts', ...names];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: directory });
  return printedFigures(stdout);
}

const isFloor = ({ name }: PairedFigure): boolean => name.startsWith('floor');

function row(figure: PairedFigure): string {
  const cost = costOf(figure);
  const { interval } = cost;
  const range = interval === undefined ? '' : ` (${percent(interval.low)} to ${percent(interval.high)})`;
  const verdict = isFloor(figure) ? 'floor' : verdictOf(cost, LIMIT);
  return `${verdict.padEnd(10)} ${figure.name.padEnd(22)} costs ${percent(cost.median)}${range}, ${figure.pairs.length} rounds`;
}

/** Formats a ratio as the difference from the other checkout, such as `+3.1 %`. */
function percent(ratio: number): string {
  const difference = (ratio - 1) * 100;
  return `${difference < 0 ? '' : '+'}${difference.toFixed(1)} %`;
}
