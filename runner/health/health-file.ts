import { rename, writeFile } from 'node:fs/promises';
import type { VitalSigns } from './vitals.ts';

/**
 * A file with the health of a replica. Each write replaces it atomically, so that readers never see a partial write. It
 * is not synced, because its content is useless after a power loss.
 */
export class HealthFile {
  readonly #path: string;
  readonly #onFailure: (error: unknown) => void;
  #under: Promise<void> = Promise.resolve();
  #failed = false;

  /** `onFailure` is called for the first failed write after a successful one. */
  constructor(path: string, onFailure: (error: unknown) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
  }

  /** Writes `signs` after all earlier writes have finished. Never rejects. */
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
