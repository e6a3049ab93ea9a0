/** The median of a figure, as a row of the bench prints it. */
export interface PrintedFigure {
  readonly scenario: string;
  readonly name: string;
  readonly unit: string;
  readonly median: number;
}

/** The medians of one figure in the two checkouts, one pair per round. */
export interface PairedFigure {
  readonly scenario: string;
  readonly name: string;
  readonly unit: string;
  readonly pairs: readonly { readonly here: number; readonly other: number }[];
}

/**
 * How much slower or larger a figure is here: 1.05 means that it costs 5 % more than in the other checkout. `low` and
 * `high` bound the median of the ratios with a confidence of at least 95 %, and are absent with fewer than six rounds.
 */
export interface Cost {
  readonly median: number;
  readonly interval?: { readonly low: number; readonly high: number };
}

export type Verdict = 'not worse' | 'worse' | 'undecided';

const ROW = /^ {2}(\S.*?) +min \S+ {2}p50 (\S+) {2}p99 \S+ {2}max \S+ (.+?) {2}\(\d+ samples\)$/;

/** Reads the rows of figures from the output of `bench/main.ts`. A line without indentation is the name of a scenario. */
export function printedFigures(output: string): PrintedFigure[] {
  const figures: PrintedFigure[] = [];
  let scenario = '';
  for (const line of output.split('\n')) {
    if (/^\S/.test(line)) scenario = line;
    const [, name, median, unit] = ROW.exec(line) ?? [];
    if (name === undefined || median === undefined || unit === undefined) continue;
    if (Number.isFinite(Number(median))) figures.push({ scenario, name, unit, median: Number(median) });
  }
  return figures;
}

/** Pairs the figures of each round that both checkouts print. */
export function pairedFigures(
  rounds: readonly { readonly here: readonly PrintedFigure[]; readonly other: readonly PrintedFigure[] }[],
): PairedFigure[] {
  const byKey = new Map<string, PairedFigure>();
  for (const { here, other } of rounds) {
    for (const figure of here) {
      const { scenario, name, unit } = figure;
      const match = other.find((it) => it.scenario === scenario && it.name === name && it.unit === unit);
      if (match === undefined) continue;
      const key = JSON.stringify([scenario, name]);
      const pairs = byKey.get(key)?.pairs ?? [];
      byKey.set(key, {
        scenario,
        name,
        unit,
        pairs: [...pairs, { here: figure.median, other: match.median }],
      });
    }
  }
  return [...byKey.values()];
}

/** Returns the cost of a figure. A rate (a unit that ends in "/s") costs more if it is lower. */
export function costOf({ unit, pairs }: Pick<PairedFigure, 'unit' | 'pairs'>): Cost {
  const higherIsBetter = unit.endsWith('/s');
  const ratios = pairs
    .map(({ here, other }) => (higherIsBetter ? other / here : here / other))
    .toSorted((a, b) => a - b);
  const median = medianOf(ratios);
  const skipped = skippedAtEachEnd(ratios.length);
  const low = skipped === undefined ? undefined : ratios[skipped];
  const high = skipped === undefined ? undefined : ratios[ratios.length - 1 - skipped];
  return low === undefined || high === undefined ? { median } : { median, interval: { low, high } };
}

/** Decides whether a figure costs more than `limit` times its cost in the other checkout. */
export function verdictOf({ interval }: Cost, limit: number): Verdict {
  if (interval === undefined) return 'undecided';
  if (interval.high <= limit) return 'not worse';
  return interval.low > limit ? 'worse' : 'undecided';
}

function medianOf(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/**
 * Returns how many of `count` sorted values to drop at each end, so that the rest spans a 95 % confidence interval of
 * the median (sign test). Returns undefined for fewer than six values. Unlike an interval from the mean and the
 * deviation, this interval is robust against a few rounds that other work on the machine disturbed.
 */
function skippedAtEachEnd(count: number): number | undefined {
  let probability = 0.5 ** count;
  let tail = probability;
  if (tail > 0.025) return undefined;
  let skipped = 0;
  while (skipped < count) {
    probability = (probability * (count - skipped)) / (skipped + 1);
    if (tail + probability > 0.025) return skipped;
    tail += probability;
    skipped += 1;
  }
  return undefined;
}
