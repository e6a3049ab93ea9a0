import { isAbsolute, relative } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

/** A finding of the check of a data dir. */
export interface DataDirFinding {
  /** `info` does not report a problem. */
  readonly severity: 'error' | 'info';
  /** Path relative to the data dir, with `/` as separator. */
  readonly path: string;
  readonly problem: string;
}

/** Maximum number of findings. Further findings are dropped. */
const MOST = 10_000;

/** Collects the findings of a check of a data dir. */
export class Findings {
  readonly #folder: string;
  readonly #found: DataDirFinding[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  get list(): readonly DataDirFinding[] {
    return this.#found;
  }

  /** Adds a finding. `path` is absolute or relative to the data dir. */
  note(path: string, problem: string, severity: DataDirFinding['severity'] = 'error'): void {
    if (this.#found.length >= MOST) return;
    const within = isAbsolute(path) ? relative(this.#folder, path) : path;
    this.#found.push({ severity, path: within.replaceAll('\\', '/'), problem });
  }

  /** Returns the result of `act`. If it throws, records a finding about `path` and returns undefined. */
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
