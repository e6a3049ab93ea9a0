/** An event of a running suite. Plain data, because the extension host sends it as lines of JSON. */
export type TestEvent =
  | { readonly kind: 'suite'; readonly depth: number; readonly title: string }
  | { readonly kind: 'passed'; readonly depth: number; readonly title: string; readonly durationMs: number }
  | {
      readonly kind: 'failed';
      readonly depth: number;
      readonly title: string;
      /** The titles of the enclosing suites and of the test. */
      readonly path: string;
      /** The message and the stack of the failure. */
      readonly detail: string;
    };

/** The number of tests of a lane by result. A pending test counts as failed, because it tested nothing. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** The failed tests with the first line of their errors and the lines that differ, one line for each test. */
  readonly failures: readonly string[];
}
