import type { Inability } from '../../../protocol/entities/inability.ts';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { NumberedMessage, RunnerMessage } from '../../../protocol/runner/poll.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { Discoveries } from '../../discovery/discoveries.ts';
import type { RunnerLog } from '../../logging/log.ts';
import { backoffMilliseconds } from '../../transport/call-policies.ts';
import { CallAborted } from '../../transport/link-down.ts';
import { pause } from '../../transport/pause.ts';
import { isTemporary } from '../../transport/persistent-call.ts';
import type { Workload } from '../operations/workload.ts';
import type { SessionCalls } from './session-calls.ts';

export interface PollLoopOptions {
  readonly calls: SessionCalls;
  readonly workload: Workload;
  readonly discoveries: Pick<Discoveries, 'ask'>;
  readonly maxRunning: number;
  /** Maximum time for which the coordinator may hold a poll, in ms; undefined: the coordinator decides. */
  readonly longestPoll?: number | undefined;
  readonly log: RunnerLog;
  /** Why the host cannot start steps; undefined if it can. */
  readonly unable: () => Inability | undefined;
  readonly onDrain: () => void;
  readonly onPolled: () => void;
}

/** A single failure may be due to a stale connection. The second failure in a row means that the link is lost. */
const FAILURES_ALLOWED = 1;
/** Maximum wait, in ms, after the coordinator temporarily refused a poll, for example because runners are disabled. */
const REFUSED_MILLISECONDS = 5000;
/**
 * An empty answer that arrives within this time, in ms, was not held by the coordinator. After a few such answers in a
 * row, the loop waits between polls.
 */
const HASTY_MILLISECONDS = 50;
const HASTY_ALLOWED = 3;
const PONGS = 64;

/**
 * Polls for messages, handles each in order, and acknowledges them with the next poll.
 *
 * The loop is *polling* until `drain` makes it *draining* (polls then report that the replica takes no more
 * operations). In both states, `finish` makes it sign off with one last poll and end, and a lost link or an aborted
 * session ends it.
 */
export class PollLoop {
  readonly #options: PollLoopOptions;
  #acknowledged = 0;
  #pongs: string[] = [];
  #interrupt = new AbortController();
  #draining = false;
  #finished = false;
  #reportedDisabled = false;
  #hasty = 0;
  /** The inability that the last poll reported. */
  #reportedUnable: Inability | undefined;

  constructor(options: PollLoopOptions) {
    this.#options = options;
  }

  /** Reports at once that the replica accepts no more operations. */
  drain(): void {
    this.#draining = true;
    this.#interrupt.abort();
  }

  /** Starts a new poll if the inability differs from the one that the last poll reported. */
  abilityChanged(): void {
    if (this.#options.unable() !== this.#reportedUnable) this.#interrupt.abort();
  }

  /** Signs off; then `run` resolves. */
  finish(): void {
    this.#finished = true;
    this.#interrupt.abort();
  }

  /** Resolves after the sign-off. Rejects if the link is lost, and with `CallAborted` if the session has ended. */
  async run(): Promise<void> {
    for (let failures = 0; ; ) {
      this.#interrupt = new AbortController();
      if (this.#finished) return this.#goodbye();
      try {
        await this.#pollOnce();
        failures = 0;
      } catch (error) {
        if (error instanceof CallAborted && !this.#options.calls.signal.aborted) continue;
        if (!isTemporary(error)) throw error;
        if (isOutrunnerError(error)) await this.#later(error.code);
        else if (++failures > FAILURES_ALLOWED) throw error;
        else await pause(backoffMilliseconds(this.#options.calls.backoff, 0, Math.random()));
      }
    }
  }

  async #pollOnce(): Promise<void> {
    const { calls } = this.#options;
    const signal = AbortSignal.any([calls.signal, this.#interrupt.signal]);
    const pongs = this.#pongs.slice(0, PONGS);
    const askedAt = performance.now();
    const { messages } = await calls.poll(this.#request(false, pongs), signal);
    this.#reportedDisabled = false;
    this.#options.onPolled();
    this.#pongs = this.#pongs.slice(pongs.length);
    for (const message of messages) await this.#act(message);
    const isHasty = messages.length === 0 && performance.now() - askedAt < HASTY_MILLISECONDS;
    this.#hasty = isHasty ? this.#hasty + 1 : 0;
    if (this.#hasty > HASTY_ALLOWED) await pause(HASTY_MILLISECONDS * 4, signal);
  }

  /** Sends the last poll. Best effort: if the coordinator misses it, the replica times out. */
  async #goodbye(): Promise<void> {
    const { calls } = this.#options;
    try {
      await calls.poll(this.#request(true, []), AbortSignal.any([calls.signal, AbortSignal.timeout(3000)]));
    } catch (error) {
      if (!isTemporary(error) && !(error instanceof CallAborted)) throw error;
    }
  }

  #request(goodbye: boolean, pongs: string[]) {
    const { workload, maxRunning, longestPoll } = this.#options;
    const acknowledged = this.#acknowledged;
    const draining = this.#draining;
    const unable = this.#options.unable();
    this.#reportedUnable = unable;
    const more = {
      ...(longestPoll === undefined ? {} : { longestSeconds: longestPoll / 1000 }),
      ...(unable && { unable }),
    };
    return { acknowledged, running: workload.running, maxRunning, draining, goodbye, pongs, ...more };
  }

  async #later(code: string): Promise<void> {
    const { log, calls } = this.#options;
    if (code === 'runners-disabled' && !this.#reportedDisabled) {
      this.#reportedDisabled = true;
      log.warn('runners are disabled at the coordinator: waiting until they are enabled');
    }
    const wait = REFUSED_MILLISECONDS * (0.2 + 0.8 * Math.random());
    await pause(wait, AbortSignal.any([calls.signal, this.#interrupt.signal]));
  }

  async #act({ number, message }: NumberedMessage): Promise<void> {
    if (number <= this.#acknowledged) return;
    try {
      await this.#handle(message);
    } catch (error) {
      this.#options.log.debug({ message: message.type, err: problemOf(error) }, 'a message had no effect');
    }
    this.#acknowledged = number;
  }

  async #handle(message: RunnerMessage): Promise<void> {
    const { workload, discoveries } = this.#options;
    switch (message.type) {
      case 'assign':
        return workload.assign(message);
      case 'granted':
        return workload.expect(message.operationId);
      case 'cancel':
        return workload.cancel(message.operationId, message.graceSeconds);
      case 'input':
        return workload.input(message.operationId, Buffer.from(message.bytes, 'base64'));
      case 'resize':
        return workload.resize(message.operationId, message.columns, message.rows);
      case 'ping':
        this.#pongs.push(message.pingId);
        return;
      case 'drain':
        this.#options.onDrain();
        return;
      case 'discover':
        discoveries.ask(message);
        return;
    }
  }
}
