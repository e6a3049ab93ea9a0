const SMALLEST_BLOCK = 4 * 1024;

/**
 * Reused memory for queued bytes. Without it, everything that passes through a runner would be left for the garbage
 * collector, which lets a lot accumulate.
 */
export class BlockPool {
  readonly #blocks = new WeakSet<ArrayBufferLike>();
  readonly #free = new Map<number, ArrayBuffer[]>();
  #freeBytes = 0;
  readonly #largestFree: number;

  /** `largestFree`: maximum number of unused bytes that are kept. */
  constructor(largestFree: number) {
    this.#largestFree = largestFree;
  }

  /** Returns a copy of the bytes, to be returned with `give`. Small copies do not use the pool. */
  copy(bytes: Uint8Array): Uint8Array {
    if (bytes.byteLength < SMALLEST_BLOCK) return Buffer.from(bytes);
    const block = this.take(bytes.byteLength);
    block.set(bytes);
    return block;
  }

  /** Returns memory of that length with arbitrary content. */
  take(length: number): Buffer {
    const size = sizeOfBlock(length);
    const block = this.#free.get(size)?.pop();
    if (block === undefined) return this.#make(size, length);
    this.#freeBytes -= size;
    return Buffer.from(block, 0, length);
  }

  /** Returns memory that is no longer used. */
  give({ buffer }: Uint8Array): void {
    const size = buffer.byteLength;
    if (!(buffer instanceof ArrayBuffer) || !this.#blocks.has(buffer)) return;
    if (this.#freeBytes + size > this.#largestFree) return;
    const blocks = this.#free.get(size) ?? [];
    this.#free.set(size, blocks);
    blocks.push(buffer);
    this.#freeBytes += size;
  }

  #make(size: number, length: number): Buffer {
    const block = new ArrayBuffer(size);
    this.#blocks.add(block);
    return Buffer.from(block, 0, length);
  }
}

function sizeOfBlock(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(length, SMALLEST_BLOCK)));
}
