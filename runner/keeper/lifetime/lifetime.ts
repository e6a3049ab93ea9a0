import { statSync } from 'node:fs';

export interface LifetimeSettings {
  readonly dataDir: string;
  /** An idle keeper without a runner ends after this time. */
  readonly idleMilliseconds: number;
  /** Interval of the checks whether the data dir exists. */
  readonly watchMilliseconds: number;
}

export interface LifetimeEvents {
  /** Whether a runner is attached. */
  hasRunner(): boolean;
  /** Whether steps are running. A prepared gate does not count. */
  isBusy(): boolean;
  /** Called once, when the keeper is not needed any more. */
  onIdle(): void;
  /** Called once, when the data dir was removed, so that nothing about the steps can be reported any more. */
  onDataDirGone(): void;
}

/**
 * Decides when a keeper ends by itself. The keeper is *in use* while it has a runner or running steps, and *idle*
 * otherwise; it ends after `idleMilliseconds` of being idle. After `finishWhenIdle`, it ends as soon as no step is
 * running, with or without a runner.
 */
export class Lifetime {
  readonly #settings: LifetimeSettings;
  readonly #events: LifetimeEvents;
  readonly #inode: number;
  readonly #watch: NodeJS.Timeout;
  #idle: NodeJS.Timeout | undefined;
  #endWhenIdle = false;

  constructor(settings: LifetimeSettings, events: LifetimeEvents) {
    this.#settings = settings;
    this.#events = events;
    this.#inode = statSync(settings.dataDir).ino;
    this.#watch = setInterval(() => this.#look(), settings.watchMilliseconds);
    this.changed();
  }

  /** Updates the timer. Call it when the result of `hasRunner` or `isBusy` may have changed. */
  changed(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    if (this.#events.isBusy()) return;
    if (this.#endWhenIdle) this.#idle = setTimeout(() => this.#end(), 0);
    else if (!this.#events.hasRunner()) {
      this.#idle = setTimeout(() => this.#end(), this.#settings.idleMilliseconds);
    }
  }

  /** From now on, the keeper ends as soon as no step is running, with or without a runner. */
  finishWhenIdle(): void {
    this.#endWhenIdle = true;
    this.changed();
  }

  close(): void {
    clearTimeout(this.#idle);
    clearInterval(this.#watch);
  }

  #end(): void {
    this.close();
    this.#events.onIdle();
  }

  #look(): void {
    let inode: number | undefined;
    try {
      inode = statSync(this.#settings.dataDir).ino;
    } catch {
      inode = undefined;
    }
    if (inode === this.#inode) return;
    this.close();
    this.#events.onDataDirGone();
  }
}
