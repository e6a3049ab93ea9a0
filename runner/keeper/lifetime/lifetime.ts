import { statSync } from 'node:fs';

export interface LifetimeSettings {
  readonly dataDir: string;
  /** Time after which an idle keeper ends, in ms. */
  readonly idleMilliseconds: number;
  /** Interval between checks that the data dir still exists, in ms. */
  readonly watchMilliseconds: number;
}

export interface LifetimeEvents {
  /** Whether a runner is attached. */
  hasRunner(): boolean;
  /** Whether steps are running. A prepared gate does not count. */
  isBusy(): boolean;
  /** Called once, when the keeper can end because it is idle. */
  onIdle(): void;
  /** Called once, when the data dir was removed. Results of steps can then no longer be reported. */
  onDataDirGone(): void;
}

/**
 * Decides when a keeper ends on its own. The keeper is *in use* while a runner is attached or steps are running, and
 * *idle* otherwise. It ends after it has been idle for `idleMilliseconds`. After `finishWhenIdle`, it ends as soon as
 * no step is running, even if a runner is attached.
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

  /** Lets the keeper end as soon as no step is running, even if a runner is attached. */
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
