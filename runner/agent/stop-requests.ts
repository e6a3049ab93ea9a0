/** How a runner is asked to end: first in order, then at once. */
export class StopRequests {
  readonly #leaving = new AbortController();
  readonly #draining = new AbortController();
  readonly #listeners = new Set<() => void>();

  /** Take no more operations, finish those held, then end. */
  drain(): void {
    if (this.isDraining) return;
    this.#draining.abort();
    for (const listener of this.#listeners) listener();
  }

  /** End at once; the keeper holds the steps. */
  leave(): void {
    this.#draining.abort();
    this.#leaving.abort();
  }

  get isDraining(): boolean {
    return this.#draining.signal.aborted;
  }

  /** Aborts when the runner is asked to end in any way: what was not begun need not be finished. */
  get asked(): AbortSignal {
    return this.#draining.signal;
  }

  /** Aborts when the runner ends at once. */
  get left(): AbortSignal {
    return this.#leaving.signal;
  }

  /** Calls when a drain is asked for, at once if it was. Returns what ends it. */
  onDrain(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.isDraining) listener();
    return () => this.#listeners.delete(listener);
  }
}

/** Where the signals of a process come from. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/** The first SIGTERM or SIGINT drains, the second leaves. Returns what stops listening. */
export function stopOnSignals(source: SignalSource, stop: StopRequests, onDrain: () => void): () => void {
  const listener = () => {
    if (stop.isDraining) return stop.leave();
    onDrain();
    stop.drain();
  };
  source.on('SIGTERM', listener);
  source.on('SIGINT', listener);
  return () => {
    source.off('SIGTERM', listener);
    source.off('SIGINT', listener);
  };
}
