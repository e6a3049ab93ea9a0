/** The outcome of a lane. */
export interface LaneOutcome {
  readonly passed: number;
  readonly failed: number;
  /**
   * Why the lane as a whole failed, with the remedy, in one line. Counts as one failure in addition to failed
   * tests.
   */
  readonly problem?: string;
}

/** Returns the outcome of a lane that could not run, or that tested nothing. */
export function laneProblem(problem: string, passed = 0): LaneOutcome {
  return { passed, failed: 1, problem };
}

/** Returns the outcome of a lane. A lane in which no test ran has failed. */
export function outcomeOf(
  lane: string,
  counts: { readonly passed: number; readonly failed: number },
): LaneOutcome {
  return counts.passed + counts.failed === 0 ? laneProblem(`${lane}: no test ran`) : counts;
}
