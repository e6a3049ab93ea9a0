import { readFile } from 'node:fs/promises';
import type { TestCounts, TestEvent } from '../lanes/test-event.ts';
import { TestTally } from '../lanes/test-tally.ts';

const LOOK_EVERY_MS = 200;

/**
 * Follows the file that the suites in the extension host append to, and reports each event once its line is
 * complete.
 */
export class EventFile {
  readonly #path: string;
  readonly #onEvent: (event: TestEvent) => void;
  readonly #timer: NodeJS.Timeout;
  #told = 0;
  readonly #tally = new TestTally();
  #reading: Promise<void> = Promise.resolve();

  constructor(path: string, onEvent: (event: TestEvent) => void) {
    this.#path = path;
    this.#onEvent = onEvent;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Reads the remaining events, once the suites have ended. */
  async end(): Promise<TestCounts> {
    clearInterval(this.#timer);
    this.#look();
    await this.#reading;
    return this.#tally.counts();
  }

  #look(): void {
    this.#reading = this.#reading.then(() => this.#tellNew());
  }

  async #tellNew(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    for (const line of lines.slice(this.#told, -1)) {
      const event = JSON.parse(line) as TestEvent;
      this.#tally.add(event);
      this.#onEvent(event);
      this.#told += 1;
    }
  }
}
