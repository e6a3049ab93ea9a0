import { rename, writeFile } from 'node:fs/promises';
import type { VitalSigns } from './vitals.ts';

/**
 * A file that says how a replica is, replaced as a whole, so that whoever reads it never reads half of it. It is not synced:
 * what it says of a machine that lost its power is of no use.
 */
export class HealthFile {
  readonly #path: string;
  readonly #onFailure: (error: unknown) => void;
  #under: Promise<void> = Promise.resolve();
  #failed = false;

  /** `onFailure` is told once, until it can be written again. */
  constructor(path: string, onFailure: (error: unknown) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
  }

  /** One write after the other. Never rejects. */
  write(signs: VitalSigns): Promise<void> {
    this.#under = this.#under.then(() => this.#replace(`${JSON.stringify(signs, undefined, 2)}\n`));
    return this.#under;
  }

  async #replace(text: string): Promise<void> {
    const temporary = `${this.#path}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, text, { mode: 0o644 });
      await rename(temporary, this.#path);
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#onFailure(error);
      this.#failed = true;
    }
  }
}
