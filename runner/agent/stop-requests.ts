/** Requests to end the runner: `drain` lets it finish its operations, `leave` ends it at once. */
export class StopRequests {
  readonly #leaving = new AbortController();
  readonly #draining = new AbortController();
  readonly #listeners = new Set<() => void>();

  /** Requests that the runner accepts no more operations, finishes those that it has, and ends. */
  drain(): void {
    if (this.isDraining) return;
    this.#draining.abort();
    for (const listener of this.#listeners) listener();
  }

  /** Requests that the runner ends at once. The keeper continues to run the steps. */
  leave(): void {
    this.#draining.abort();
    this.#leaving.abort();
  }

  get isDraining(): boolean {
    return this.#draining.signal.aborted;
  }

  /**
   * Aborts at the first request of either kind. Cancels work that a draining runner does not finish, such as an
   * enrollment.
   */
  get asked(): AbortSignal {
    return this.#draining.signal;
  }

  /** Aborts when the runner is requested to end at once. */
  get left(): AbortSignal {
    return this.#leaving.signal;
  }

  /**
   * Calls the listener when a drain is requested, or at once if one was already requested. Returns a function that
   * removes the listener.
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

/**
 * The first SIGTERM or SIGINT requests a drain, the second requests an immediate end. Returns a function that removes
 * the listeners.
 */
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
