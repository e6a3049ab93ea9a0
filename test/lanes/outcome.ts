import type { TestCounts } from './test-event.ts';

/** The outcome of a lane. */
export interface LaneOutcome {
  readonly passed: number;
  readonly failed: number;
  /** Failed tests and the problem of a lane that failed as a whole, one line each, which `npm test` repeats at its end. */
  readonly failures: readonly string[];
}

/** Returns the outcome of a lane that failed as a whole, which counts as one failure in addition to failed tests. */
export function laneProblem(problem: string, counts?: TestCounts): LaneOutcome {
  const { passed = 0, failed = 0, failures = [] } = counts ?? {};
  return { passed, failed: failed + 1, failures: [...failures, problem] };
}

/** Returns the outcome of a lane. A lane in which no test ran has failed. */
export function outcomeOf(lane: string, counts: TestCounts): LaneOutcome {
  return counts.passed + counts.failed === 0 ? laneProblem(`${lane}: no test ran`) : counts;
}
