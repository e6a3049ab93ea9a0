import type { Inability } from '../../protocol/entities/inability.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import type { KeeperStatus } from '../link/messages.ts';
import type { RunningLimit } from './running-limit.ts';
import { type MeasuringClock, WorkMeasures } from './work-measures.ts';

/** Sources of a running replica's health. */
export interface VitalSources {
  /** Requests the keeper's status. Settles when the keeper answers. */
  readonly askKeeper: () => Promise<KeeperStatus>;
  readonly load: () => Load;
  /** Why the host cannot start steps; undefined if it can. */
  readonly unable: () => Inability | undefined;
}

/**
 * Numbers of operations: `running` are granted and have not ended, `queued` are offered and wait for room,
 * `undelivered` have ended and wait for the coordinator to accept their result.
 */
export interface Load {
  readonly running: number;
  readonly queued: number;
  readonly undelivered: number;
  /** Operations whose result the coordinator has accepted since the runner attached to this keeper. */
  readonly completed: number;
}

/**
 * `starting`, `connected` and `disconnected` describe the link to the coordinator. `draining` takes precedence over
 * these, and `ended` over all others.
 */
export type VitalState = 'starting' | 'connected' | 'disconnected' | 'draining' | 'ended';

/** The content of the health file. Times are ISO 8601. */
export interface VitalSigns {
  readonly state: VitalState;
  /** Whether the poll loop runs and the keeper answers. Independent of whether the coordinator is reachable. */
  readonly working: boolean;
  readonly version: string;
  readonly pid: number;
  readonly runner?: string;
  readonly replica?: string;
  readonly server?: string;
  readonly startedAt: string;
  readonly writtenAt: string;
  readonly lastPollAt?: string;
  /** Why the coordinator is unreachable. */
  readonly problem?: string;
  /** Why the host cannot start steps. While this is set, the replica takes no steps. */
  readonly unable?: Inability;
  readonly maxRunning: number;
  readonly load: Load;
  readonly keeper: KeeperStatus | null;
}

const IDLE: Load = { running: 0, queued: 0, undelivered: 0, completed: 0 };
/**
 * A runner without any poll or connection attempt for this long, in ms, counts as hung. A poll takes at most 25 s, and
 * the runner detects its failure a few seconds later.
 */
const LONGEST_SILENCE = 90_000;
const ANSWER_MILLISECONDS = 5000;

/** The health of a replica, as reported by its parts and its keeper. */
export class Vitals {
  readonly measures: WorkMeasures;
  readonly #clock: MeasuringClock;
  readonly limit: RunningLimit;
  readonly #startedAt: number;
  #sources: VitalSources | undefined;
  #keeper: KeeperStatus | null = null;
  #keeperAnswers = false;
  #link: 'starting' | 'connected' | 'disconnected' = 'starting';
  #facts: Pick<VitalSigns, 'runner' | 'replica' | 'server'> = {};
  #problem: string | undefined;
  #lastPollAt: number | undefined;
  #lastBeat: number;
  #isDraining = false;
  #isEnded = false;
  readonly #listeners = new Set<() => void>();

  constructor(limit: RunningLimit, clock: MeasuringClock) {
    this.measures = new WorkMeasures(clock);
    this.#clock = clock;
    this.limit = limit;
    this.#startedAt = clock.now();
    this.#lastBeat = clock.monotonic();
  }

  /** Calls `listener` after each change of state. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Reads the health from these sources until the caller invokes the returned function. */
  watch(sources: VitalSources): () => void {
    this.#sources = sources;
    this.#changed();
    return () => {
      if (this.#sources === sources) this.#sources = undefined;
      this.#keeperAnswers = false;
      this.#keeper = null;
    };
  }

  up(facts: Pick<VitalSigns, 'runner' | 'replica' | 'server'>): void {
    this.#beat();
    this.#facts = facts;
    this.#problem = undefined;
    this.#become('connected');
  }

  down(problem: string): void {
    this.#beat();
    this.#problem = problem;
    this.#become('disconnected');
  }

  polled(): void {
    this.#beat();
    this.#lastPollAt = this.#clock.now();
  }

  abilityChanged(): void {
    this.#changed();
  }

  draining(): void {
    this.#isDraining = true;
    this.#changed();
  }

  ended(): void {
    this.#isEnded = true;
    this.#changed();
  }

  /** Requests the keeper's status. A keeper that has not answered after 5 s counts as hung. Never rejects. */
  async look(): Promise<void> {
    const sources = this.#sources;
    if (sources === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('it does not answer')), ANSWER_MILLISECONDS);
    });
    try {
      const status = await Promise.race([sources.askKeeper(), late]);
      if (this.#sources !== sources) return;
      this.#keeper = status;
      this.#keeperAnswers = true;
    } catch {
      this.#keeperAnswers = false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether systemd should consider this process healthy. */
  get isWorking(): boolean {
    return this.#keeperAnswers && this.#clock.monotonic() - this.#lastBeat < LONGEST_SILENCE;
  }

  get state(): VitalState {
    if (this.#isEnded) return 'ended';
    return this.#isDraining ? 'draining' : this.#link;
  }

  get signs(): VitalSigns {
    const { limit, state } = this;
    const facts = this.#facts;
    const problem = this.#problem;
    const lastPollAt = this.#lastPollAt;
    const startedAt = this.#startedAt;
    const keeper = this.#keeper;
    const unable = this.#sources?.unable();
    return {
      state,
      working: this.isWorking,
      version: PROGRAM_VERSION,
      pid: process.pid,
      ...facts,
      startedAt: new Date(startedAt).toISOString(),
      writtenAt: new Date(this.#clock.now()).toISOString(),
      ...(lastPollAt === undefined ? {} : { lastPollAt: new Date(lastPollAt).toISOString() }),
      ...(problem === undefined ? {} : { problem }),
      ...(unable === undefined ? {} : { unable }),
      maxRunning: limit.most,
      load: this.#sources?.load() ?? IDLE,
      keeper,
    };
  }

  #beat(): void {
    this.#lastBeat = this.#clock.monotonic();
  }

  #become(link: 'connected' | 'disconnected'): void {
    if (this.#link === link) return;
    this.#link = link;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
