import type { TestCounts, TestEvent } from './test-event.ts';

/** Counts tests by their events. */
export class TestTally {
  #passed = 0;
  readonly #failures: string[] = [];

  add(event: TestEvent): void {
    if (event.kind === 'passed') this.#passed += 1;
    if (event.kind === 'failed') this.#failures.push(`${event.path}: ${event.detail.split('\n', 1)[0]}`);
  }

  counts(): TestCounts {
    return { passed: this.#passed, failed: this.#failures.length, failures: [...this.#failures] };
  }
}
