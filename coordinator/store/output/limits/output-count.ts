import { LF } from '../index/bytes.ts';
import type { OutputLimit } from './output-limits.ts';

/**
 * Maximum number of bytes that are stored beyond a limit while the execution is being ended, for the last output of a
 * stopped step.
 */
export const KEPT_BEYOND = 1024 * 1024;

/**
 * Counts the output of one group as it arrives, up to the group's limit. A line counts from its first byte on, so that
 * concurrent lines of several streams never exceed the limit. After the first byte beyond the limit, all further output
 * of the group counts as beyond the limit.
 */
export class OutputCount {
  /** Whether any byte was beyond the limit. */
  isReached = false;
  /** Whether the listener was notified that the limit was exceeded. */
  isReported = false;
  readonly #limit: OutputLimit;
  #left: number;
  #leftBeyond: number;

  constructor(limit: OutputLimit) {
    this.#limit = limit;
    this.#left = limit.amount;
    this.#leftBeyond = limit.drops ? 0 : KEPT_BEYOND;
  }

  /** Counts bytes of a stream. Returns how many of them to store. `inLine`: whether the bytes continue a line. */
  admit(bytes: Buffer, inLine: boolean): number {
    const within = this.isReached ? 0 : this.#within(bytes, inLine);
    if (within === bytes.byteLength) return within;
    this.isReached = true;
    const beyond = Math.min(this.#leftBeyond, bytes.byteLength - within);
    this.#leftBeyond -= beyond;
    return within + beyond;
  }

  #within(bytes: Buffer, inLine: boolean): number {
    return this.#limit.kind === 'bytes' ? this.#bytes(bytes) : this.#lines(bytes, inLine);
  }

  #bytes(bytes: Buffer): number {
    const within = Math.min(this.#left, bytes.byteLength);
    this.#left -= within;
    return within;
  }

  #lines(bytes: Buffer, inLine: boolean): number {
    let at = 0;
    let continues = inLine;
    while (at < bytes.byteLength) {
      if (!continues) {
        if (this.#left === 0) return at;
        this.#left -= 1;
      }
      const newline = bytes.indexOf(LF, at);
      if (newline < 0) break;
      continues = false;
      at = newline + 1;
    }
    return bytes.byteLength;
  }
}
