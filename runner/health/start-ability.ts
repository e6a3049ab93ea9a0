import type { Inability } from '../../protocol/entities/inability.ts';
import { type HostFault, inabilityOf } from '../link/host-fault.ts';
import type { RunnerLog } from '../logging/log.ts';
import { type DiskRoom, shortage } from './disk-room.ts';

/**
 * - `able`: steps are taken and started. Left for `unable` when the disk runs short, and for `probing` when a start failed
 *   because of the host.
 * - `probing`: what starting takes is being tried; no steps are taken meanwhile. Left for `able` or `unable` with the result.
 * - `unable`: no steps are taken, and what was granted is given back. Left for `probing` after a while.
 */
export type AbilityState = 'able' | 'probing' | 'unable';

export interface StartAbilityOptions {
  readonly room: () => Promise<DiskRoom>;
  /** Where the room is, for a person. */
  readonly folder: string;
  /** Tries what starting takes; see `probeStart`. Must not reject. */
  readonly probe: (wasUnable: boolean) => Promise<Inability | undefined>;
  /** Calls once after so many milliseconds; returns what cancels that. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** The state changed, or why steps cannot start. */
  readonly onChange: () => void;
  readonly log: Pick<RunnerLog, 'info' | 'warn'>;
}

/** How often the room on the disk is looked at while steps are taken, ms. */
const LOOK_MILLISECONDS = 2000;
/** Until an unable replica probes again, ms: the first wait, twice as long each time, at most the last. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
/** Starts in a row that fail because of the host, though the probe finds nothing, before no more steps are taken. */
const MOST_FAILURES = 3;

/** Whether this replica's host can start steps, as the disk, failed starts and probes show. Close it. */
export class StartAbility {
  private readonly options: StartAbilityOptions;
  private now: AbilityState = 'able';
  private reason: Inability | undefined;
  private wait = FIRST_WAIT;
  /** Since the last start that did not fail because of the host. */
  private failures = 0;
  private lastFault: HostFault = 'start-failed';
  private cancelTimer: (() => void) | undefined;
  private closed = false;

  constructor(options: StartAbilityOptions) {
    this.options = options;
  }

  get state(): AbilityState {
    return this.now;
  }

  /** Whether more steps may be taken now. */
  get takesSteps(): boolean {
    return this.now === 'able';
  }

  /** Why steps cannot start; undefined: they can, or that is being tried for the first time. */
  get unable(): Inability | undefined {
    return this.reason;
  }

  /** Looks at the disk now, and from then on again and again. */
  async open(): Promise<void> {
    await this.look();
  }

  close(): void {
    this.closed = true;
    this.cancelTimer?.();
  }

  /** A start failed because of the host. What else is starting finds out by itself. */
  failed(fault: HostFault): void {
    this.failures += 1;
    this.lastFault = fault;
    if (this.now === 'able') this.try();
  }

  /** A step was started. */
  succeeded(): void {
    this.failures = 0;
  }

  private async look(): Promise<void> {
    const { room, folder } = this.options;
    // An error of this look alone proves nothing: a start that fails does.
    const found = await room().catch(() => undefined);
    if (this.closed || this.now !== 'able') return;
    const short = found && shortage(found, false);
    if (this.failures === 0) this.wait = FIRST_WAIT;
    if (short === undefined) this.later(LOOK_MILLISECONDS, () => void this.look());
    else this.become(inabilityOf('no-space', `${folder}: ${short}`));
  }

  private try(): void {
    const { probe } = this.options;
    this.cancelTimer?.();
    this.now = 'probing';
    void probe(this.reason !== undefined).then((found) => {
      if (!this.closed) this.become(found ?? this.doubt());
    });
  }

  /** The probe found nothing. Where starts fail all the same, that counts more, unless it is time to see for oneself again. */
  private doubt(): Inability | undefined {
    if (this.reason !== undefined || this.failures < MOST_FAILURES) return undefined;
    return inabilityOf(this.lastFault);
  }

  private become(reason: Inability | undefined): void {
    const { log, onChange } = this.options;
    const before = this.reason;
    if (reason === undefined) {
      this.now = 'able';
      this.reason = undefined;
      // One more failure is enough then.
      if (before !== undefined) this.failures = Math.min(this.failures, MOST_FAILURES - 1);
      this.later(LOOK_MILLISECONDS, () => void this.look());
      if (before !== undefined) log.info('steps can start again: they are taken');
    } else {
      this.now = 'unable';
      // The words of a reason that lasts do not change: each change is told to the coordinator.
      this.reason = before?.code === reason.code ? before : reason;
      this.later(this.wait, () => this.try());
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
      if (before?.code !== reason.code)
        log.warn(
          { reason: reason.code },
          `this runner cannot start steps, and takes none: ${reason.message}`,
        );
    }
    onChange();
  }

  private later(milliseconds: number, act: () => void): void {
    this.cancelTimer?.();
    if (!this.closed) this.cancelTimer = this.options.after(milliseconds, act);
  }
}
