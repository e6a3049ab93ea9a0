import type { TestCounts, TestEvent } from './test-event.ts';

/** Counts tests by their events. */
export class TestTally {
  #passed = 0;
  readonly #failures: string[] = [];

  add(event: TestEvent): void {
    if (event.kind === 'passed') this.#passed += 1;
    if (event.kind === 'failed') this.#failures.push(`${event.path}: ${inOneLine(event.detail)}`);
  }

  counts(): TestCounts {
    return { passed: this.#passed, failed: this.#failures.length, failures: [...this.#failures] };
  }
}

const MOST_DIFFERENCES = 4;
const LONGEST_DIFFERENCE = 200;

/** Returns the first line of a failure, and the first lines that differ between the actual and the expected value. */
function inOneLine(detail: string): string {
  const [first = '', ...lines] = detail.split('\n');
  const differences = lines.filter((line) => /^[+-] /.test(line) && line !== '+ actual - expected');
  const shown = differences.slice(0, MOST_DIFFERENCES).map((line) => line.slice(0, LONGEST_DIFFERENCE));
  return [first, ...shown].join(' ');
}
