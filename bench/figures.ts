/** One measured quantity of a scenario, in its unit; `samples` in the order they were taken. */
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

/** A scenario: what it measures, the floor that the machine allows for the same thing in the same run, and goals. */
export interface Scenario {
  readonly name: string;
  readonly goals: readonly Goal[];
  measure(): Promise<readonly Figure[]>;
}

/** The value at a percentile (0 to 100), by the nearest rank. NaN without samples. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** Whether the figures reach a goal, and the value that decides it. */
export function reaches(
  goal: Goal,
  figures: readonly Figure[],
): { readonly value: number; readonly reached: boolean } {
  const figure = figures.find((it) => it.name === goal.figure);
  const value = percentile(figure?.samples ?? [], goal.percentile);
  return { value, reached: goal.relation === 'at most' ? value <= goal.value : value >= goal.value };
}
