import type { TestEvent } from './test-event.ts';

const SLOW_MS = 1000;

/** Prints events as a tree of suites and tests, and repeats the failures in full at the end. */
export class EventPrinter {
  readonly #write: (text: string) => void;
  readonly #failures: Extract<TestEvent, { kind: 'failed' }>[] = [];

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  print(event: TestEvent): void {
    const indent = '  '.repeat(event.depth);
    if (event.kind === 'suite') this.#write(`${indent}${event.title}\n`);
    if (event.kind === 'passed') this.#write(`${indent}✔ ${event.title}${slowness(event.durationMs)}\n`);
    if (event.kind === 'failed') {
      this.#failures.push(event);
      this.#write(`${indent}✘ ${event.title}\n`);
    }
  }

  printFailures(): void {
    for (const [index, failure] of this.#failures.entries()) {
      const detail = failure.detail.replaceAll('\n', '\n     ');
      this.#write(`\n  ${index + 1}) ${failure.path}\n     ${detail}\n`);
    }
  }
}

function slowness(durationMs: number): string {
  return durationMs < SLOW_MS ? '' : ` (${(durationMs / 1000).toFixed(1)} s)`;
}
