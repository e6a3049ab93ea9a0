import { statfs } from 'node:fs/promises';

/** Time for which a measurement is valid, in ms. */
const FRESH = 500;

export interface DiskSpace {
  readonly freeBytes: number;
  /** Whether the free space is below the low-water mark, so that new executions are refused. */
  readonly low: boolean;
  /**
   * Whether the free space is below the reserve, so that only the ends and cancellations of executions are stored, and
   * output is refused.
   */
  readonly reserved: boolean;
}

export interface DiskMarks {
  readonly lowBytes: number;
  readonly reserveBytes: number;
}

/** Space reserved for the ends and cancellations of executions when the disk is nearly full, in bytes. */
const RESERVE = 64 * 1024 * 1024;

/** Returns the thresholds for a low-water mark. The reserve is never above the low-water mark. */
export function marksBelow(lowBytes: number): DiskMarks {
  return { lowBytes, reserveBytes: Math.min(RESERVE, lowBytes) };
}

/** Measures the free space of the disk that contains a folder, at most twice a second. */
export class DiskGauge {
  readonly #path: string;
  readonly #marks: () => DiskMarks;
  #freeBytes = Number.POSITIVE_INFINITY;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #measuring: Promise<void> | undefined;

  /** `marks` is called for every result, because settings change. */
  constructor(path: string, marks: () => DiskMarks) {
    this.#path = path;
    this.#marks = marks;
  }

  async read(): Promise<DiskSpace> {
    if (performance.now() - this.#measuredAt > FRESH) {
      this.#measuring ??= this.#measure();
      await this.#measuring;
    }
    return this.latest();
  }

  /** Returns the latest measurement without waiting, and starts a new measurement if the latest one is too old. */
  latest(): DiskSpace {
    if (performance.now() - this.#measuredAt > FRESH) this.#measuring ??= this.#measure();
    const { lowBytes, reserveBytes } = this.#marks();
    const freeBytes = this.#freeBytes;
    return { freeBytes, low: freeBytes < lowBytes, reserved: freeBytes < reserveBytes };
  }

  /**
   * Assumes unlimited space if the file system does not report its free space. Failed writes then report a full disk.
   */
  async #measure(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.#path);
      this.#freeBytes = bavail * bsize;
    } catch {
      this.#freeBytes = Number.POSITIVE_INFINITY;
    }
    this.#measuredAt = performance.now();
    this.#measuring = undefined;
  }
}
