import { statSync } from 'node:fs';

export interface LifetimeSettings {
  readonly dataDir: string;
  /** An idle keeper without a runner ends after this. */
  readonly idleMilliseconds: number;
  /** How often the data dir is looked for. */
  readonly watchMilliseconds: number;
}

export interface LifetimeEvents {
  /** Whether a runner is attached. */
  hasRunner(): boolean;
  /** Whether steps run (a prepared gate is none). */
  isBusy(): boolean;
  /** Nobody needs this keeper any more. Said once. */
  onIdle(): void;
  /** The data dir is gone, and with it all that could be told of the steps. Said once. */
  onDataDirGone(): void;
}

/** Decides how long a keeper lives that nobody ends. */
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

  /** Something changed that the events are about. */
  changed(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    if (this.#events.isBusy()) return;
    if (this.#endWhenIdle) this.#idle = setTimeout(() => this.#end(), 0);
    else if (!this.#events.hasRunner()) {
      this.#idle = setTimeout(() => this.#end(), this.#settings.idleMilliseconds);
    }
  }

  /** From now on it ends as soon as nothing runs, runner or not. */
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
