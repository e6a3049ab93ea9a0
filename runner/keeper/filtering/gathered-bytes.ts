import { LARGEST_PAYLOAD } from '../../link/messages.ts';

/** Used again and again, by one at a time: what is gathered is given before anything else happens. */
const shared = Buffer.allocUnsafeSlow(LARGEST_PAYLOAD);

/** Puts pieces of bytes together, without leaving memory behind. Empty it before another one gathers. */
export class GatheredBytes {
  /** Takes what was gathered, at most 64 KiB or one piece. Valid during the call only. */
  readonly #give: (bytes: Buffer) => void;
  /** In `shared`. */
  #length = 0;
  /** The last range, not copied yet: the next one may go on where it ends. */
  #memory: Buffer | undefined;
  #start = 0;
  #end = 0;

  constructor(give: (bytes: Buffer) => void) {
    this.#give = give;
  }

  /** Bytes `start` to below `end` of `memory`. */
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

  /** Gives all; nothing is left. */
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
