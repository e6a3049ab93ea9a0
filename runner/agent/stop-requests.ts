/** Requests to end the runner: first in order (`drain`), then at once (`leave`). */
export class StopRequests {
  readonly #leaving = new AbortController();
  readonly #draining = new AbortController();
  readonly #listeners = new Set<() => void>();

  /** Accept no more operations, finish the held ones, then end. */
  drain(): void {
    if (this.isDraining) return;
    this.#draining.abort();
    for (const listener of this.#listeners) listener();
  }

  /** End at once. The keeper continues to run the steps. */
  leave(): void {
    this.#draining.abort();
    this.#leaving.abort();
  }

  get isDraining(): boolean {
    return this.#draining.signal.aborted;
  }

  /** Aborts when the runner is asked to end in either way. Work that has not begun need not be finished. */
  get asked(): AbortSignal {
    return this.#draining.signal;
  }

  /** Aborts when the runner has to end at once. */
  get left(): AbortSignal {
    return this.#leaving.signal;
  }

  /**
   * Calls the listener when a drain is requested, at once if it already was. Returns a function that removes the
   * listener.
   */
  onDrain(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.isDraining) listener();
    return () => this.#listeners.delete(listener);
  }
}

/** A source of process signals. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/** The first SIGTERM or SIGINT drains, the second leaves. Returns a function that removes the listeners. */
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
