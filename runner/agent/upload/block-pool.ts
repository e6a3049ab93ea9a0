const SMALLEST_BLOCK = 4 * 1024;

/**
 * Memory for bytes that wait, used again: what passes through a runner in a minute would otherwise be left for the garbage
 * collector, which lets a lot of it gather.
 */
export class BlockPool {
  readonly #blocks = new WeakSet<ArrayBufferLike>();
  readonly #free = new Map<number, ArrayBuffer[]>();
  #freeBytes = 0;
  readonly #largestFree: number;

  /** `largestFree`: how many bytes are kept that nobody uses. */
  constructor(largestFree: number) {
    this.#largestFree = largestFree;
  }

  /** A copy of the bytes, to be given back. Small ones are not worth a block. */
  copy(bytes: Uint8Array): Uint8Array {
    if (bytes.byteLength < SMALLEST_BLOCK) return Buffer.from(bytes);
    const block = this.take(bytes.byteLength);
    block.set(bytes);
    return block;
  }

  /** Memory of that length, holding anything. */
  take(length: number): Buffer {
    const size = sizeOfBlock(length);
    const block = this.#free.get(size)?.pop();
    if (block === undefined) return this.#make(size, length);
    this.#freeBytes -= size;
    return Buffer.from(block, 0, length);
  }

  /** Nobody looks at these bytes any more. */
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
