/**
 * Operations that wait for room to start, first come, first served. An operation that was granted without a claim may
 * find no room: the coordinator stops counting an operation once it has recorded its end, although this host may still
 * be ending the processes.
 */
export class StartQueue {
  readonly #room: (waiting: number) => number;
  readonly #queue = new Set<() => void>();

  /** `room` returns how many more operations may start now. `waiting` is the number of operations in this queue. */
  constructor(room: (waiting: number) => number) {
    this.#room = room;
  }

  /** Resolves once there is room. Rejects when the signal aborts. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#queue.delete(start);
        reject(signal.reason);
      };
      const start = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) return reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.add(start);
      this.proceed();
    });
  }

  /** Starts waiting operations. Call it when room may have become free. */
  proceed(): void {
    for (const start of this.#queue) {
      if (this.#room(this.#queue.size) <= 0) return;
      this.#queue.delete(start);
      start();
    }
  }
}
