import { LARGEST_PAYLOAD } from '../../link/messages.ts';

/** Memory that all instances use in turn: gathered bytes are flushed before another instance is used. */
const shared = Buffer.allocUnsafeSlow(LARGEST_PAYLOAD);

/** Joins pieces of bytes without allocating memory. Flush an instance before another one gathers. */
export class GatheredBytes {
  /** Receives at most 64 KiB, or one contiguous range that is larger. The bytes are valid only during the call. */
  readonly #give: (bytes: Buffer) => void;
  /** Number of bytes in `shared`. */
  #length = 0;
  /** The last range. It is not copied yet, because the next range may continue it. */
  #memory: Buffer | undefined;
  #start = 0;
  #end = 0;

  constructor(give: (bytes: Buffer) => void) {
    this.#give = give;
  }

  /** Adds the bytes of `memory` from `start` up to, but not including, `end`. */
  add(memory: Buffer, start: number, end: number): void {
    if (memory === this.#memory && start === this.#end) {
      this.#end = end;
      return;
    }
    this.#settle();
    this.#memory = memory;
    this.#start = start;
    this.#end = end;
  }

  /** Passes on all gathered bytes. */
  flush(): void {
    const memory = this.#memory;
    const start = this.#start;
    const end = this.#end;
    if (this.#length === 0 && memory !== undefined) {
      this.#memory = undefined;
      this.#give(memory.subarray(start, end));
      return;
    }
    this.#settle();
    this.#giveShared();
  }

  #settle(): void {
    const memory = this.#memory;
    const start = this.#start;
    const end = this.#end;
    if (memory === undefined) return;
    this.#memory = undefined;
    if (this.#length + end - start > shared.length) this.#giveShared();
    if (end - start > shared.length) this.#give(memory.subarray(start, end));
    else this.#length += memory.copy(shared, this.#length, start, end);
  }

  #giveShared(): void {
    const length = this.#length;
    this.#length = 0;
    if (length > 0) this.#give(shared.subarray(0, length));
  }
}
