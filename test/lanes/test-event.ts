/** An event of a running suite. Plain data: it crosses from the extension host as lines of JSON. */
export type TestEvent =
  | { readonly kind: 'suite'; readonly depth: number; readonly title: string }
  | { readonly kind: 'passed'; readonly depth: number; readonly title: string; readonly durationMs: number }
  | {
      readonly kind: 'failed';
      readonly depth: number;
      readonly title: string;
      /** The titles of the suites around it and its own. */
      readonly path: string;
      /** The message and the stack of the failure. */
      readonly detail: string;
    };

/** How many tests of a lane ended how. A test that is pending counts as failed: it proved nothing. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}
