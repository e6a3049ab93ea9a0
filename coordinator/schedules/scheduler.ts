import type { JobSchedule } from '../../job-language/schedules/job-schedule.ts';
import type { PlannedFire } from '../../protocol/entities/planned-fire.ts';
import type { JobId } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { whySchedulesPaused } from '../executions/admission/execution-mode.ts';
import type { ExecutionsClock, ExecutionsLog } from '../executions/needs.ts';
import {
  type CoordinatorDefinitions,
  type CoordinatorSnapshot,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import { JournalCommit } from '../store/journal/journal-commit.ts';
import { dueFires } from './due-fires.ts';
import { type FireRecord, FireRecords, type FireRecordsJournal } from './fire-record.ts';
import {
  defaultZone,
  handledAtStart,
  isScheduled,
  type ScheduleEntry,
  sameSchedule,
  scheduleEntryOf,
} from './schedule-entry.ts';
import { type FireParts, fireJob, reportFire } from './start-scheduled.ts';

/**
 * Maximum wait, in ms. The clock is checked at least this often, because timers ignore changes of the clock and the
 * time for which the host sleeps.
 */
const LONGEST_WAIT = 30_000;

/** Delay, in ms, before the scheduler retries a fire that the storage was too busy to accept. */
const TRY_AGAIN = 1000;

export interface SchedulerParts extends FireParts {
  readonly definitions: CoordinatorDefinitions;
  readonly journal: FireRecordsJournal;
  readonly clock: ExecutionsClock;
  readonly log: ExecutionsLog;
}

/** The schedule status of a job. Times are epoch ms. */
export interface ScheduleStatus {
  readonly next?: number;
  readonly last?: FireRecord;
}

/**
 * Starts jobs at their scheduled times. Each fire, which is a job at a planned instant, is handled once: its execution
 * stores the instant, so that neither a crash nor a clock that is set back repeats the fire.
 */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #records: FireRecords;
  readonly #entries = new Map<JobId, ScheduleEntry>();
  readonly #firing = new Map<JobId, Promise<void>>();
  #snapshot: CoordinatorSnapshot;
  #stopTimer: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #started = false;
  #closed = false;

  private constructor(parts: SchedulerParts, snapshot: CoordinatorSnapshot) {
    this.#parts = parts;
    this.#snapshot = snapshot;
    this.#records = new FireRecords(parts.journal);
  }

  /** Loads all schedules. Starts no jobs before {@link start} is called. */
  static async open(parts: SchedulerParts): Promise<Scheduler> {
    const scheduler = new Scheduler(parts, await parts.definitions.snapshot());
    await scheduler.#load();
    return scheduler;
  }

  /** Starts to handle fires, beginning with those that were missed while the coordinator was stopped. */
  start(): void {
    this.#started = true;
    // Every fire that was planned before this start counts as missed.
    this.#look(this.#parts.clock.epoch());
  }

  /** Returns whether any enabled schedule will fire again. If so, an embedded coordinator keeps running. */
  isActive(): boolean {
    for (const { next, record } of this.#entries.values()) {
      if (next !== undefined && whySchedulesPaused(this.#snapshot, record.project) === undefined) return true;
    }
    return false;
  }

  status(job: JobId): ScheduleStatus {
    const entry = this.#entries.get(job);
    if (entry === undefined) return {};
    const { next, last } = entry;
    return { ...(next === undefined ? {} : { next }), ...(last === undefined ? {} : { last }) };
  }

  /** Waits for fires in progress. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#stopTimer();
    await Promise.allSettled(this.#firing.values());
  }

  async #load(): Promise<void> {
    const now = this.#parts.clock.epoch();
    // Subscribe first: changes during the load take precedence over the loaded state.
    this.#unsubscribe = this.#parts.definitions.subscribe(({ changed, snapshot }) => {
      this.#follow(changed, snapshot);
    });
    for (const { id } of this.#snapshot.values('jobs').filter(isScheduled)) {
      const last = await this.#records.last(id);
      const record = this.#snapshot.get('jobs', id);
      if (record === undefined || !isScheduled(record) || this.#entries.has(id)) continue;
      this.#put(record, handledAtStart(record, last, now), last);
    }
  }

  #put(
    record: JobRecord & { readonly schedule: JobSchedule },
    handled: number,
    last: FireRecord | undefined,
  ): void {
    const zone = defaultZone(settingsOf(this.#snapshot).schedules.timeZone);
    const entry = scheduleEntryOf(record, zone, handled, last);
    if (entry !== undefined) {
      this.#entries.set(record.id, entry);
      return;
    }
    this.#entries.delete(record.id);
    this.#parts.log.error({ job: record.id, schedule: record.schedule }, 'a schedule cannot be read');
  }

  #follow(
    changed: readonly { readonly collection: string; readonly key: string }[],
    snapshot: CoordinatorSnapshot,
  ): void {
    const zoneBefore = settingsOf(this.#snapshot).schedules.timeZone;
    this.#snapshot = snapshot;
    const now = this.#parts.clock.epoch();
    for (const { collection, key } of changed) {
      if (collection === 'jobs') this.#followJob(key as JobId, snapshot.get('jobs', key), now);
    }
    if (settingsOf(snapshot).schedules.timeZone !== zoneBefore) {
      for (const { record, last } of [...this.#entries.values()]) {
        if (isScheduled(record)) this.#put(record, now, last);
      }
    }
    this.#arm();
  }

  #followJob(id: JobId, record: JobRecord | undefined, now: number): void {
    const entry = this.#entries.get(id);
    if (record === undefined || !isScheduled(record)) {
      this.#entries.delete(id);
      if (record === undefined && entry !== undefined) this.#forget(id);
    } else if (entry !== undefined && sameSchedule(entry.record, record)) {
      this.#entries.set(id, { ...entry, record });
    } else {
      this.#put(record, now, entry?.last);
    }
  }

  /** Handles all due fires. `startedAt` is set at the start of the coordinator: fires before that time were missed. */
  #look(startedAt?: number): void {
    if (this.#closed || !this.#started) return;
    const now = this.#parts.clock.epoch();
    const { missed, lateSeconds } = settingsOf(this.#snapshot).schedules;
    const lateBefore = startedAt ?? now - lateSeconds * 1000;
    for (const entry of this.#entries.values()) {
      const { id } = entry.record;
      if (entry.next === undefined || entry.next > now || this.#firing.has(id)) continue;
      const due = dueFires({ fires: entry.fires, handled: entry.handled, now, lateBefore });
      const firing = this.#fireAll(id, due, now, missed)
        .catch((error: unknown) => {
          const fields = { job: id, problem: problemOf(error) };
          this.#parts.log.error(fields, 'the due fires of a schedule could not be handled');
          return false;
        })
        .then((handled) => {
          this.#firing.delete(id);
          if (handled) this.#look();
          else this.#arm();
        });
      this.#firing.set(id, firing);
    }
    this.#arm();
  }

  /** Returns whether all fires were handled; if not, the remaining fires are retried later. */
  async #fireAll(
    id: JobId,
    due: readonly PlannedFire[],
    now: number,
    missed: 'once' | 'skip',
  ): Promise<boolean> {
    for (const fire of due) {
      const entry = this.#entries.get(id);
      if (entry === undefined || this.#closed) return true;
      const paused = whySchedulesPaused(this.#snapshot, entry.record.project);
      const outcome = await fireJob(this.#parts, entry, fire, { paused, skipsMissed: missed === 'skip' });
      if (outcome === 'try-again') return false;
      const record: FireRecord = {
        ...fire,
        until: fire.missed === undefined ? fire.plannedAt : now,
        outcome,
      };
      this.#handled(id, record);
      const commit = new JournalCommit();
      reportFire(this.#parts, entry, fire, outcome, commit);
      await this.#records
        .keep(id, record, commit)
        .catch((error: unknown) =>
          this.#parts.log.error({ job: id, problem: problemOf(error) }, 'a fire was not recorded'),
        );
    }
    return true;
  }

  #handled(id: JobId, last: FireRecord): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    const handled = Math.max(entry.handled, last.until);
    this.#entries.set(id, { ...entry, handled, next: entry.fires.next(handled), last });
  }

  #arm(): void {
    this.#stopTimer();
    if (this.#closed || !this.#started) return;
    let next: number | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.next === undefined || this.#firing.has(entry.record.id)) continue;
      if (next === undefined || entry.next < next) next = entry.next;
    }
    if (next === undefined) return;
    const wait = next - this.#parts.clock.epoch();
    // If an entry is overdue here, its fire could not be stored.
    const pause = wait <= 0 ? TRY_AGAIN : Math.min(wait, LONGEST_WAIT);
    this.#stopTimer = this.#parts.clock.after(pause, () => this.#look());
  }

  #forget(id: JobId): void {
    this.#records
      .forget(id)
      .catch((error: unknown) =>
        this.#parts.log.warn(
          { job: id, problem: problemOf(error) },
          'the record of a schedule was not removed',
        ),
      );
  }
}
