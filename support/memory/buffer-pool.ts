const SMALLEST_BYTES = 4 * 1024;

/**
 * A pool of memory blocks: 4 KiB and powers of two above. Without the pool, buffers for each read or queued frame live
 * until the next garbage collection, and leave holes in the memory that the process does not return to the system.
 */
export class BufferPool {
  readonly #blocks = new WeakSet<ArrayBufferLike>();
  readonly #free = new Map<number, ArrayBufferLike[]>();
  #freeBytes = 0;
  readonly #largestFree: number;

  /** `largestFree`: maximum number of unused bytes that the pool retains. */
  constructor(largestFree: number) {
    this.#largestFree = largestFree;
  }

  /** Returns a copy of the bytes, to be returned with `give`. Small copies do not use the pool. */
  copy(bytes: Uint8Array): Uint8Array {
    if (bytes.byteLength < SMALLEST_BYTES) return Buffer.from(bytes);
    const buffer = this.take(bytes.byteLength);
    buffer.set(bytes);
    return buffer;
  }

  /** Returns a buffer of that length with arbitrary content. */
  take(length: number): Buffer {
    const size = blockSize(length);
    const block = this.#free.get(size)?.pop();
    if (block === undefined) return this.#make(size, length);
    this.#freeBytes -= size;
    return Buffer.from(block, 0, length);
  }

  /** Returns a buffer to the pool. The caller must not use it any more. Ignores memory that is not from this pool. */
  give({ buffer: block }: Uint8Array): void {
    const size = block.byteLength;
    if (!this.#blocks.has(block) || this.#freeBytes + size > this.#largestFree) return;
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [block]);
    else free.push(block);
    this.#freeBytes += size;
  }

  #make(size: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafeSlow(size);
    this.#blocks.add(buffer.buffer);
    return buffer.subarray(0, length);
  }
}

function blockSize(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(length, SMALLEST_BYTES)));
}
