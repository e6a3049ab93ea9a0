/**
 * Buffers of one size that are used again. Buffers that are allocated for each read remain until the next garbage
 * collection, and then leave holes in the memory of the process that it does not return to the system.
 */
export class BufferPool {
  readonly #bytes: number;
  readonly #mostFree: number;
  readonly #free: Buffer[] = [];

  /** @param mostFree number of unused buffers that are kept */
  constructor(bytes: number, mostFree: number) {
    this.#bytes = bytes;
    this.#mostFree = mostFree;
  }

  /** Returns a buffer with any content. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
  }

  /** Returns a buffer to the pool. Nothing may use it any more. */
  give(buffer: Buffer): void {
    if (this.#free.length < this.#mostFree) this.#free.push(buffer);
  }
}

/** Size of a buffer for reading output, in bytes. */
export const READ_BUFFER_BYTES = 256 * 1024;

/** Buffers for reading output. */
export const READ_BUFFERS = new BufferPool(READ_BUFFER_BYTES, 64);
