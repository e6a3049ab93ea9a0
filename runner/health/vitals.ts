import type { Inability } from '../../protocol/entities/inability.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import type { KeeperStatus } from '../link/messages.ts';
import type { RunningLimit } from './running-limit.ts';
import { type MeasuringClock, WorkMeasures } from './work-measures.ts';

/** What the health of a running replica is seen by. */
export interface Workings {
  /** Resolves when the keeper answers. */
  readonly askKeeper: () => Promise<KeeperStatus>;
  readonly load: () => Load;
  /** Why the host cannot start steps; undefined if it can. */
  readonly unable: () => Inability | undefined;
}

/** Operations: granted and not ended; offered and waiting for room; ended, their end not yet accepted. */
export interface Load {
  readonly running: number;
  readonly queued: number;
  readonly undelivered: number;
  /** Ended and accepted, since this keeper was attached to. */
  readonly completed: number;
}

export type VitalState = 'starting' | 'connected' | 'disconnected' | 'draining' | 'ended';

/** As the health file tells it. Times are ISO 8601. */
export interface VitalSigns {
  readonly state: VitalState;
  /** The runner does its part: its loop goes on and its keeper answers, wherever the coordinator is. */
  readonly working: boolean;
  readonly version: string;
  readonly pid: number;
  readonly runner?: string;
  readonly replica?: string;
  readonly server?: string;
  readonly startedAt: string;
  readonly writtenAt: string;
  readonly lastPollAt?: string;
  /** Why the coordinator is not reached. */
  readonly problem?: string;
  /** Why the host cannot start steps. The replica takes none meanwhile. */
  readonly unable?: Inability;
  readonly maxRunning: number;
  readonly load: Load;
  readonly keeper: KeeperStatus | null;
}

const IDLE: Load = { running: 0, queued: 0, undelivered: 0, completed: 0 };
/** A poll is held for 25 s, and its failure noticed some seconds later. */
const LONGEST_SILENCE = 90_000;
const ANSWER_MILLISECONDS = 5000;

/** What is known of a replica's health: told by its parts as it happens, and asked of its keeper. */
export class Vitals {
  readonly measures: WorkMeasures;
  readonly #clock: MeasuringClock;
  readonly limit: RunningLimit;
  readonly #startedAt: number;
  #workings: Workings | undefined;
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

  /** `listener` is told of each change of state. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** A keeper is attached. Returns what ends that. */
  watch(workings: Workings): () => void {
    this.#workings = workings;
    this.#changed();
    return () => {
      if (this.#workings === workings) this.#workings = undefined;
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

  /** Asks the keeper, which has some seconds to answer. */
  async look(): Promise<void> {
    const workings = this.#workings;
    if (workings === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('it does not answer')), ANSWER_MILLISECONDS);
    });
    try {
      const status = await Promise.race([workings.askKeeper(), late]);
      if (this.#workings !== workings) return;
      this.#keeper = status;
      this.#keeperAnswers = true;
    } catch {
      this.#keeperAnswers = false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether a service manager should go on believing in this process. */
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
    const unable = this.#workings?.unable();
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
      load: this.#workings?.load() ?? IDLE,
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
