/** A measured quantity of a scenario, in its unit. `samples` are in the order of their measurement. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
}

/** A goal of the project for a figure, at one percentile of its samples. */
export interface Goal {
  readonly figure: string;
  readonly percentile: number;
  readonly relation: 'at most' | 'at least';
  readonly value: number;
}

/**
 * A scenario with its goals. Where the machine limits a figure, `measure` also returns that limit as a `floor` figure,
 * measured in the same run.
 */
export interface Scenario {
  readonly name: string;
  readonly goals: readonly Goal[];
  measure(): Promise<readonly Figure[]>;
}

/** Returns the value at a percentile (0 to 100), by the nearest-rank method. NaN without samples. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** Returns whether the figures reach a goal, and the value that decides it. */
export function reaches(
  goal: Goal,
  figures: readonly Figure[],
): { readonly value: number; readonly reached: boolean } {
  const figure = figures.find((it) => it.name === goal.figure);
  const value = percentile(figure?.samples ?? [], goal.percentile);
  return { value, reached: goal.relation === 'at most' ? value <= goal.value : value >= goal.value };
}
