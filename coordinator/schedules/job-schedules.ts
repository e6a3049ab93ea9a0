import { fireTimesOf } from '../../job-language/schedules/job-schedule.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { JobListEntry } from '../../protocol/routes/shapes/job-shapes.ts';
import type {
  JobForecast,
  JobScheduleView,
  ScheduleTakeover,
  TakeOverSchedules,
} from '../../protocol/routes/shapes/schedule-shapes.ts';
import { API_VERSIONS } from '../../protocol/version.ts';
import type { Caller } from '../access/caller.ts';
import {
  areExecutionsDisabled,
  areSchedulesDisabled,
  whySchedulesPaused,
} from '../executions/admission/execution-mode.ts';
import type { Executions } from '../executions/executions.ts';
import { jobListEntry } from '../jobs/job-views.ts';
import type { Jobs } from '../jobs/jobs.ts';
import {
  type CoordinatorDefinitions,
  coordinatorOf,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import type { Links } from '../views/links.ts';
import type { FireRecord } from './fire-record.ts';
import { defaultZone, isScheduled } from './schedule-entry.ts';
import type { ScheduleStatus } from './scheduler.ts';

const READ = { resource: 'job', action: 'read' } as const;
/** Default time span of a forecast, in ms. */
const DAY = 86_400_000;
/** Default number of fires in a forecast, and maximum number of planned runs. */
const MOST = 100;

interface AskedForecast {
  /** Milliseconds. */
  readonly time?: number | undefined;
  readonly max?: number | undefined;
  readonly past?: boolean | undefined;
}

export interface Forecast {
  /** The fires of the schedule. */
  readonly forecast: JobForecast;
  /** The planned starts of single runs, ISO 8601. */
  readonly planned: readonly string[];
  readonly project: Required<Pick<JobForecast, 'projectDisableExecutions' | 'projectDisableSchedule'>>;
}

export interface JobSchedulesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly jobs: Jobs;
  readonly executions: Pick<Executions, 'list'>;
  readonly status: (job: JobId) => ScheduleStatus;
  readonly links: Links;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Job schedules for API callers. */
export class JobSchedules {
  readonly #parts: JobSchedulesParts;

  constructor(parts: JobSchedulesParts) {
    this.#parts = parts;
  }

  /** Lists the scheduled jobs. */
  async list(caller: Caller): Promise<JobListEntry[]> {
    const { definitions, links, status } = this.#parts;
    return (await definitions.snapshot())
      .values('jobs')
      .filter((job) => isScheduled(job) && caller.may(READ, { project: job.project }))
      .map((job) => jobListEntry(job, links, status(job.id).next));
  }

  /** Lists the scheduled jobs that a coordinator fires. Empty for the id of another coordinator. */
  async ofServer(caller: Caller, server: string): Promise<JobListEntry[]> {
    const { id } = coordinatorOf(await this.#parts.definitions.snapshot());
    return server === id ? this.list(caller) : [];
  }

  /**
   * Answers a request to take over schedules. Changes nothing, because this coordinator already fires all schedules.
   */
  async takeOver(caller: Caller, asked: TakeOverSchedules): Promise<ScheduleTakeover> {
    const { id: uuid } = coordinatorOf(await this.#parts.definitions.snapshot());
    const { server, project, job, jobs } = asked;
    const named = new Set([...(job === undefined ? [] : [job]), ...(jobs ?? [])].map(({ id }) => id));
    const isOther = server?.uuid !== undefined && server.all !== true && server.uuid !== uuid;
    const taken = isOther
      ? []
      : (await this.list(caller)).filter(
          (entry) =>
            (project ?? entry.project) === entry.project && (named.size === 0 || named.has(entry.id)),
        );
    const successful = taken.map(({ id, href, permalink }) => ({
      id,
      href,
      permalink,
      'previous-owner': uuid,
    }));
    return {
      takeoverSchedule: { server, project, job, jobs: { total: successful.length, successful, failed: [] } },
      self: { server: { uuid } },
      message: `Schedule Takeover successful for ${successful.length}/${successful.length} Jobs.`,
      apiversion: API_VERSIONS.newest,
      success: true,
    };
  }

  /** Throws `not-found`. */
  async forecast(
    caller: Caller,
    id: JobId,
    { time = DAY, max = MOST, past = false }: AskedForecast,
  ): Promise<Forecast> {
    const { definitions, jobs, executions, now } = this.#parts;
    const record = await jobs.find(caller, id, READ);
    const snapshot = await definitions.snapshot();
    const zone = defaultZone(settingsOf(snapshot).schedules.timeZone);
    const fires = isScheduled(record) ? fireTimesOf(record.schedule, zone) : undefined;
    const [from, to] = past ? [now() - time, now()] : [now(), now() + time];
    const planned = await executions.list({ jobId: id, statuses: ['scheduled'], offset: 0, max: MOST });
    return {
      forecast: {
        ...(await jobs.info(caller, id)),
        futureScheduledExecutions: (fires?.list(from, to, max) ?? []).map(iso),
      },
      planned: planned.executions.map(({ startedAt }) => iso(startedAt)).toSorted(),
      project: {
        projectDisableExecutions: areExecutionsDisabled(snapshot, record.project),
        projectDisableSchedule: areSchedulesDisabled(snapshot, record.project),
      },
    };
  }

  /** Throws `not-found`. */
  async schedule(caller: Caller, id: JobId): Promise<JobScheduleView> {
    const { definitions, jobs, status } = this.#parts;
    const record = await jobs.find(caller, id, READ);
    const snapshot = await definitions.snapshot();
    const paused = whySchedulesPaused(snapshot, record.project);
    const { next, last } = status(id);
    return {
      ...(record.schedule === undefined ? {} : { crontab: record.schedule.crontab }),
      timeZone: record.schedule?.timeZone ?? defaultZone(settingsOf(snapshot).schedules.timeZone).name,
      enabled: isScheduled(record),
      ...(paused === undefined ? {} : { rests: paused }),
      ...(next === undefined ? {} : { next: iso(next) }),
      ...(last === undefined ? {} : { last: lastView(last) }),
    };
  }
}

function lastView({ plannedAt, missed, outcome }: FireRecord): NonNullable<JobScheduleView['last']> {
  return {
    plannedAt: iso(plannedAt),
    ...(missed === undefined ? {} : { missed: { count: missed.count, firstAt: iso(missed.firstAt) } }),
    outcome: outcome.kind,
    ...(outcome.kind === 'started' ? { execution: outcome.execution } : { reason: outcome.reason }),
  };
}

function iso(epoch: number): string {
  return new Date(epoch).toISOString();
}
