import { Dispatcher } from 'undici';

export interface Renewal {
  /** Returns a value that changes with the files of the connections; undefined while they are unreadable. */
  readonly version: () => string | undefined;
  /** Throws if connections cannot be opened with the current files. */
  readonly open: () => Dispatcher;
  readonly onRenewed: () => void;
  readonly onRefused: (error: unknown) => void;
  /** Returns monotonic ms. */
  readonly now: () => number;
}

const LOOK_MILLISECONDS = 10_000;

/**
 * Opens new connections when the certificate files change, because a runner outlives its certificate. Requests in
 * progress keep their connections.
 */
export class RenewingDispatcher extends Dispatcher {
  readonly #renewal: Renewal;
  #current: Dispatcher;
  #version: string | undefined;
  #lookedAt: number;

  constructor(renewal: Renewal) {
    super();
    this.#renewal = renewal;
    this.#version = renewal.version();
    this.#current = renewal.open();
    this.#lookedAt = renewal.now();
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Parameters<Dispatcher['dispatch']>[1],
  ): boolean {
    this.#renew();
    return this.#current.dispatch(options, handler);
  }

  override destroy(): Promise<void> {
    return this.#current.destroy();
  }

  #renew(): void {
    const { version, open, onRenewed, onRefused, now } = this.#renewal;
    if (now() - this.#lookedAt < LOOK_MILLISECONDS) return;
    this.#lookedAt = now();
    const found = version();
    if (found === undefined || found === this.#version) return;
    this.#version = found;
    try {
      const previous = this.#current;
      this.#current = open();
      previous.close().catch(() => undefined);
      onRenewed();
    } catch (error) {
      onRefused(error);
    }
  }
}
