/** The outcome of a lane. */
export interface LaneOutcome {
  readonly passed: number;
  readonly failed: number;
  /** Why the lane as a whole failed, with the remedy, in one line: counts as one failure beside those of its tests. */
  readonly problem?: string;
}

/** A lane that could not run, or proved nothing. */
export function laneProblem(problem: string, passed = 0): LaneOutcome {
  return { passed, failed: 1, problem };
}

/** A lane in which no test ran has proved nothing, whatever else it says. */
export function outcomeOf(
  lane: string,
  counts: { readonly passed: number; readonly failed: number },
): LaneOutcome {
  return counts.passed + counts.failed === 0 ? laneProblem(`${lane}: no test ran`) : counts;
}
