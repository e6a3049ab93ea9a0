import type { Inability } from '../../protocol/entities/inability.ts';
import type { OperationResult } from '../../protocol/runner/results.ts';
import { type HostFault, inabilityOf, isHostFault } from '../link/host-fault.ts';
import type { RunnerLog } from '../logging/log.ts';
import { type DiskRoom, shortage } from './disk-room.ts';

/**
 * The states of a replica's ability to start steps:
 * - `able`: the replica takes and starts steps. Changes to `unable` when the disk runs short, and to `probing` when a
 * start fails because of the host.
 * - `probing`: a probe is running, and the replica takes no steps. Changes to `able` or `unable` with the result.
 * - `unable`: the replica takes no steps, and reports granted ones as not started. Changes to `probing` after a wait.
 */
export type AbilityState = 'able' | 'probing' | 'unable';

export interface StartAbilityOptions {
  readonly room: () => Promise<DiskRoom>;
  /** The folder whose disk is checked. Messages contain its path. */
  readonly folder: string;
  /** See `probeStart`. Must not reject. */
  readonly probe: (wasUnable: boolean) => Promise<Inability | undefined>;
  /** Starts a one-shot timer; returns a function that cancels it. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** Called after each decision, which follows a finished probe or a disk check that found a shortage. */
  readonly onChange: () => void;
  readonly log: Pick<RunnerLog, 'info' | 'warn'>;
}

/** Interval of the disk checks while the replica is able, in ms. */
const LOOK_MILLISECONDS = 2000;
/** Wait before an unable replica probes again, in ms. It doubles after each probe, up to `LONGEST_WAIT`. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
/** Number of consecutive failed starts after which the replica becomes unable although probes succeed. */
const MOST_FAILURES = 3;

/** Tracks by disk checks, failed starts and probes whether this replica's host can start steps. Close it after use. */
export class StartAbility {
  readonly #options: StartAbilityOptions;
  #now: AbilityState = 'able';
  #reason: Inability | undefined;
  #wait = FIRST_WAIT;
  /** Number of starts that failed because of the host since the last successful start. */
  #failures = 0;
  #lastFault: HostFault = 'start-failed';
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(options: StartAbilityOptions) {
    this.#options = options;
  }

  get state(): AbilityState {
    return this.#now;
  }

  /** Whether the replica takes more steps now. */
  get takesSteps(): boolean {
    return this.#now === 'able';
  }

  /** Why steps cannot start; undefined if they can, or while a first probe is running. */
  get unable(): Inability | undefined {
    return this.#reason;
  }

  /** Checks the disk now, and periodically afterwards. */
  async open(): Promise<void> {
    await this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
  }

  /** Records that a start failed because of the host. Other starts in progress continue. */
  failed(fault: HostFault): void {
    this.#failures += 1;
    this.#lastFault = fault;
    if (this.#now === 'able') this.#try();
  }

  /** Records that a step was started. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** Records the end of an operation, which shows whether its step could start. */
  ended({ end, startedAt }: Pick<OperationResult, 'end' | 'startedAt'>): void {
    if (startedAt !== undefined) this.succeeded();
    else if (end.kind === 'not-started') this.failed(isHostFault(end.code) ? end.code : 'start-failed');
  }

  async #look(): Promise<void> {
    const { room, folder } = this.#options;
    // Ignore an error of statfs: if the disk is really unusable, starts fail, and that makes the replica unable.
    const found = await room().catch(() => undefined);
    if (this.#closed || this.#now !== 'able') return;
    const short = found && shortage(found, false);
    if (this.#failures === 0) this.#wait = FIRST_WAIT;
    if (short === undefined) this.#later(LOOK_MILLISECONDS, () => void this.#look());
    else this.#become(inabilityOf('no-space', `${folder}: ${short}`));
  }

  #try(): void {
    const { probe } = this.#options;
    this.#cancelTimer?.();
    this.#now = 'probing';
    void probe(this.#reason !== undefined).then((found) => {
      if (!this.#closed) this.#become(found ?? this.#judgeFailures());
    });
  }

  /**
   * Decides after a successful probe: after repeated failed starts, the replica becomes unable despite the probe,
   * unless it was already unable.
   */
  #judgeFailures(): Inability | undefined {
    if (this.#reason !== undefined || this.#failures < MOST_FAILURES) return undefined;
    return inabilityOf(this.#lastFault);
  }

  #become(reason: Inability | undefined): void {
    const { log, onChange } = this.#options;
    const before = this.#reason;
    if (reason === undefined) {
      this.#now = 'able';
      this.#reason = undefined;
      // A single further failed start makes the replica unable again.
      if (before !== undefined) this.#failures = Math.min(this.#failures, MOST_FAILURES - 1);
      this.#later(LOOK_MILLISECONDS, () => void this.#look());
      if (before !== undefined) log.info('this runner can start steps again');
    } else {
      this.#now = 'unable';
      // Keep the message if the code is unchanged, because each changed message is reported to the coordinator.
      this.#reason = before?.code === reason.code ? before : reason;
      this.#later(this.#wait, () => this.#try());
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
      if (before?.code !== reason.code)
        log.warn({ reason: reason.code }, `this runner cannot start steps and takes none: ${reason.message}`);
    }
    onChange();
  }

  #later(milliseconds: number, act: () => void): void {
    this.#cancelTimer?.();
    if (!this.#closed) this.#cancelTimer = this.#options.after(milliseconds, act);
  }
}
