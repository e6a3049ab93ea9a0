import type { Client } from '../../protocol/client/client.ts';
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobListEntry } from '../../protocol/routes/shapes/job-shapes.ts';
import type { Disposable } from '../lifecycle/disposables.ts';
import { systemTimer, type Timer } from '../lifecycle/system-timer.ts';
import { EMPTY_MODEL, type Model } from '../model/model.ts';

/** Delay between a change and the read that it causes, in ms, so that a burst of changes causes only one read. */
const SETTLE_MS = 300;
/** Shortest pause between two reads, in ms, for jobs that run every second. */
const SHORTEST_PAUSE_MS = 5000;
/** Minimum pause, as a multiple of the duration of the last read, so that long lists do not keep the processes busy. */
const PAUSE_PER_READ = 10;
/** Longest delay of a timer, in ms. For a later run, the list is read again after this delay. */
const LONGEST_DELAY_MS = 3_600_000;
const PAGE = 100;
/** Maximum number of pages of planned executions. */
const MOST_PAGES = 10;

/** The API calls that read upcoming runs. */
export type UpcomingCalls = Pick<Client, 'listScheduledJobs' | 'listExecutions'>;

/** The time in epoch ms, and timers. */
export interface ReadTimers {
  readonly now: () => number;
  readonly after: Timer;
}

const SYSTEM_TIMERS: ReadTimers = {
  now: Date.now,
  after: systemTimer,
};

export interface UpcomingRunsNeeds {
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => UpcomingCalls | undefined;
  readonly onChanged: () => void;
  readonly onFailed: (error: unknown) => void;
  /** Default: the clock and timers of the system. */
  readonly timers?: ReadTimers;
}

/** The upcoming runs as last read. A new object after each read. */
export interface UpcomingRunsKnown {
  /** Whether the runs have been read from the current coordinator. */
  readonly isRead: boolean;
  /** Next times of enabled schedules, epoch ms. Schedules without another run, and those that are disabled, have none. */
  readonly nextRuns: ReadonlyMap<JobId, number>;
  /** Executions that are planned for later, as last read or received with an event. */
  readonly planned: readonly Execution[];
}

export const NOTHING_UPCOMING: UpcomingRunsKnown = { isRead: false, nextRuns: new Map(), planned: [] };

/**
 * Reads when scheduled jobs run next, and the executions that are planned for later. Reads only while the Schedules view
 * is visible: after a change of jobs, of planned executions or of the execution mode, and when the next run is due.
 */
export class UpcomingRuns implements Disposable {
  readonly #needs: UpcomingRunsNeeds;
  readonly #timers: ReadTimers;
  #known = NOTHING_UPCOMING;
  #model: Model = EMPTY_MODEL;
  #isVisible = false;
  #isStale = true;
  #reading = false;
  #cancelTimer: () => void = () => undefined;
  /** Earliest time of the next read, epoch ms. */
  #notBefore = 0;
  /** Counts the coordinators, so that an answer of the previous one is dropped. */
  #coordinator = 0;

  constructor(needs: UpcomingRunsNeeds) {
    this.#needs = needs;
    this.#timers = needs.timers ?? SYSTEM_TIMERS;
  }

  get known(): UpcomingRunsKnown {
    return this.#known;
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible && this.#isStale) this.#plan(0);
  }

  /** Forgets the runs of the previous coordinator. */
  restart(): void {
    this.#coordinator += 1;
    this.#known = NOTHING_UPCOMING;
    this.#notBefore = 0;
    this.#stale();
  }

  /** Reads the runs again, for example once the connection is back. */
  refresh(): void {
    this.#stale();
  }

  /** Applies a new model. */
  follow(model: Model): void {
    const before = this.#model;
    this.#model = model;
    if (model.executions !== before.executions) {
      const planned = withPlanned(this.#known.planned, model.executions);
      if (planned !== this.#known.planned) {
        this.#known = { ...this.#known, planned };
        this.#stale();
      }
    }
    if (model.jobs !== before.jobs || model.isActive !== before.isActive) this.#stale();
  }

  dispose(): void {
    this.#cancelTimer();
    this.#isVisible = false;
  }

  #stale(): void {
    this.#isStale = true;
    if (this.#isVisible) this.#plan(SETTLE_MS);
  }

  /** Plans a read after `delay` ms, or later if the last read was too recent. Replaces the planned read. */
  #plan(delay: number): void {
    if (this.#reading) return;
    this.#cancelTimer();
    // The clock may have been set back.
    const pause = Math.min(this.#notBefore - this.#timers.now(), LONGEST_DELAY_MS);
    this.#cancelTimer = this.#timers.after(Math.max(delay, pause), () => void this.#read());
  }

  async #read(): Promise<void> {
    const client = this.#needs.client();
    if (!this.#isVisible) {
      // Read when the view becomes visible again.
      this.#isStale = true;
      return;
    }
    if (client === undefined || this.#reading) return;
    const coordinator = this.#coordinator;
    const began = this.#timers.now();
    this.#reading = true;
    this.#isStale = false;
    try {
      const [jobs, planned] = await Promise.all([client.listScheduledJobs(), plannedExecutions(client)]);
      if (coordinator === this.#coordinator) {
        this.#known = {
          isRead: true,
          nextRuns: nextRunsOf(jobs),
          planned: withPlanned(planned, this.#model.executions),
        };
        this.#needs.onChanged();
      } else this.#isStale = true;
    } catch (error) {
      this.#isStale = true;
      this.#needs.onFailed(error);
    } finally {
      this.#reading = false;
      const ended = this.#timers.now();
      this.#notBefore = ended + Math.max(SHORTEST_PAUSE_MS, PAUSE_PER_READ * (ended - began));
      this.#planNext();
    }
  }

  /** Plans the read that follows a read: at once if something changed meanwhile, otherwise when the next run is due. */
  #planNext(): void {
    if (!this.#isVisible) return;
    if (this.#isStale) {
      this.#plan(SETTLE_MS);
      return;
    }
    const { nextRuns, planned } = this.#known;
    let next = Number.POSITIVE_INFINITY;
    for (const time of nextRuns.values()) next = Math.min(next, time);
    for (const execution of planned) next = Math.min(next, execution['date-started'].unixtime);
    if (next < Number.POSITIVE_INFINITY)
      this.#plan(Math.min(Math.max(0, next - this.#timers.now()) + 1000, LONGEST_DELAY_MS));
  }
}

function nextRunsOf(jobs: readonly JobListEntry[]): ReadonlyMap<JobId, number> {
  return new Map(
    jobs.flatMap(({ id, nextScheduledExecution: next }) =>
      next === undefined ? [] : [[id, new Date(next).getTime()] as const],
    ),
  );
}

async function plannedExecutions(client: UpcomingCalls): Promise<readonly Execution[]> {
  const found: Execution[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const before = found.at(-1)?.id;
    const { executions } = await client.listExecutions({
      query: {
        status: 'scheduled',
        max: String(PAGE),
        ...(before === undefined ? {} : { before: String(before) }),
      },
    });
    found.push(...executions);
    if (executions.length < PAGE) break;
  }
  return found;
}

/**
 * Applies the executions of the model to the planned ones: adds those that are planned, and removes those that began or
 * ended. Returns `planned` itself if nothing changed.
 */
function withPlanned(planned: readonly Execution[], executions: readonly Execution[]): readonly Execution[] {
  const known = new Map<ExecutionId, Execution>(planned.map((execution) => [execution.id, execution]));
  let isChanged = false;
  for (const execution of executions) {
    const isPlanned = execution.status === 'scheduled';
    if (isPlanned ? known.get(execution.id) === execution : !known.has(execution.id)) continue;
    isChanged = true;
    if (isPlanned) known.set(execution.id, execution);
    else known.delete(execution.id);
  }
  return isChanged ? [...known.values()] : planned;
}
