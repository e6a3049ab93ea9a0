import { isAbsolute, relative } from 'node:path';
import { isOutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';

/** Something that a check of a data dir reports. */
export interface Finding {
  /** `info`: nothing is wrong. */
  readonly severity: 'error' | 'info';
  /** Within the data dir, with `/`. */
  readonly path: string;
  readonly problem: string;
}

/** Findings that are listed; a check stops there. */
const MOST = 10_000;

/** Collects what a check of a data dir finds. */
export class Findings {
  readonly #folder: string;
  readonly #found: Finding[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  get list(): readonly Finding[] {
    return this.#found;
  }

  /** `path` is absolute or within the data dir. */
  note(path: string, problem: string, severity: Finding['severity'] = 'error'): void {
    if (this.#found.length >= MOST) return;
    const within = isAbsolute(path) ? relative(this.#folder, path) : path;
    this.#found.push({ severity, path: within.replaceAll('\\', '/'), problem });
  }

  /** What `act` returns. Whatever it throws is a finding about `path`, and the result is then undefined. */
  async check<Result>(path: string, act: () => Promise<Result> | Result): Promise<Result | undefined> {
    try {
      return await act();
    } catch (error) {
      const stated = isOutrunnerError(error) && error.code === 'data-damaged';
      this.note(path, stated ? String(error.parameters['problem']) : problemOf(error));
      return undefined;
    }
  }
}
