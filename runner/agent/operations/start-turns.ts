/**
 * Whose turn it is to start. What was granted unasked may find no room: the coordinator does not count what it knows the end
 * of, though it is still being ended on this host. First come, first served.
 */
export class StartTurns {
  readonly #room: (waiting: number) => number;
  readonly #queue = new Set<() => void>();

  /** `room`: how many more may start now, where so many of those that are held wait here. */
  constructor(room: (waiting: number) => number) {
    this.#room = room;
  }

  /** Resolves once there is room. Rejects when the signal says that it is not started any more. */
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

  /** Call it when there may be room again. */
  proceed(): void {
    for (const start of this.#queue) {
      if (this.#room(this.#queue.size) <= 0) return;
      this.#queue.delete(start);
      start();
    }
  }
}
