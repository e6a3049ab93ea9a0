interface Waiting {
  readonly bytes: number;
  readonly resolve: () => void;
}

/**
 * A number of bytes of memory that concurrent tasks share, first come, first served. The weighted semaphore of
 * async-mutex takes time in proportion to the released value; this class takes the same time for any number of bytes.
 */
export class ByteBudget {
  readonly #queue: Waiting[] = [];
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  /** Runs `task` once `bytes` are free, and frees them when the task has ended. `bytes` must not exceed the budget. */
  async use<Result>(bytes: number, task: () => Promise<Result>): Promise<Result> {
    if (this.#queue.length > 0 || bytes > this.#free)
      await new Promise<void>((resolve) => this.#queue.push({ bytes, resolve }));
    else this.#free -= bytes;
    try {
      return await task();
    } finally {
      this.#free += bytes;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#queue[0]; next !== undefined && next.bytes <= this.#free; next = this.#queue[0]) {
      this.#queue.shift();
      this.#free -= next.bytes;
      next.resolve();
    }
  }
}
