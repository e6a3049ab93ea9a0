import { Dispatcher } from 'undici';

export interface Renewal {
  /** Differs once what connections are made with has changed; undefined: it cannot be told now. */
  readonly version: () => string | undefined;
  /** Throws where connections cannot be made so. */
  readonly open: () => Dispatcher;
  readonly onRenewed: () => void;
  readonly onRefused: (error: unknown) => void;
  /** Monotonic ms. */
  readonly now: () => number;
}

const LOOK_MILLISECONDS = 10_000;

/**
 * Makes new connections with what is there now: a certificate is replaced long before its runner ends. Requests under way
 * keep the connections that they have.
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
      const former = this.#current;
      this.#current = open();
      former.close().catch(() => undefined);
      onRenewed();
    } catch (error) {
      onRefused(error);
    }
  }
}
