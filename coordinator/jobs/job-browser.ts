import type { CoordinatorId, JobId, ProjectName } from '../../protocol/ids.ts';
import type { JobQueryValues } from '../../protocol/routes/job-query.ts';
import type { JobBrowseResult, JobMetaItem } from '../../protocol/routes/shapes/job-browse-shapes.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Caller } from '../access/caller.ts';
import type { Executions } from '../executions/executions.ts';
import type { ScheduleStatus } from '../schedules/scheduler.ts';
import { type CoordinatorDefinitions, coordinatorOf } from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import { browsedJobs } from './browsed-jobs.ts';
import type { Jobs } from './jobs.ts';

const READ = { resource: 'job', action: 'read' } as const;
const READ_EXECUTIONS = { resource: 'execution', action: 'read' } as const;
const ACTIONS = ['read', 'run', 'update', 'create', 'delete', 'toggle_execution', 'toggle_schedule'] as const;
const META_NAMES: readonly JobMetaItem['name'][] = ['authz', 'schedule', 'stats'];

/**
 * A result with this many items or more has no metadata, because the metadata of each item costs a read of the journal.
 */
const META_BREAKPOINT = 1000;

export interface JobBrowserParts {
  readonly definitions: CoordinatorDefinitions;
  readonly jobs: Pick<Jobs, 'find' | 'ofProject'>;
  readonly executions: Pick<Executions, 'figures'>;
  /** Returns the schedule status of a job. */
  readonly schedule: (job: JobId) => ScheduleStatus;
  /** Returns the mean duration of a job's last successful executions, in ms; undefined if it has none. */
  readonly averageDuration: (job: JobId) => Promise<number | undefined>;
}

/** The items of metadata in a request. */
export interface AskedMeta {
  /** Comma-separated names, or `*`; absent or empty: none. */
  readonly meta?: string | undefined;
  readonly metaExclude?: string | undefined;
}

export interface AskedBrowse extends AskedMeta {
  readonly path: string;
  readonly breakpoint?: number | undefined;
  /** Maximum number of jobs that are considered. */
  readonly max?: number | undefined;
}

/** Lists the content of groups, and the metadata of jobs. */
export class JobBrowser {
  readonly #parts: JobBrowserParts;

  constructor(parts: JobBrowserParts) {
    this.#parts = parts;
  }

  /** Throws `not-found` for a missing project. */
  async browse(
    caller: Caller,
    project: ProjectName,
    { path, breakpoint = META_BREAKPOINT, max, ...asked }: AskedBrowse,
    filter: JobQueryValues,
  ): Promise<JobBrowseResult> {
    const jobs = await this.#parts.jobs.ofProject(caller, project, filter, READ);
    const found = browsedJobs(max === undefined ? jobs : jobs.slice(0, max), path);
    const most = Math.min(breakpoint === 0 ? META_BREAKPOINT : breakpoint, META_BREAKPOINT);
    const names = found.length < most ? namesOf(asked) : new Set<JobMetaItem['name']>();
    const items: JobBrowseResult['items'] = [];
    for (const item of found) {
      if (item.kind === 'group') {
        items.push({ job: false, groupPath: item.path });
        continue;
      }
      const { id, group, name, description } = item.job;
      const meta = names.size === 0 ? {} : { meta: await this.#meta(caller, item.job, names) };
      items.push({ job: true, groupPath: group, jobName: name, description, id, ...meta });
    }
    return { path, items };
  }

  /**
   * Returns the metadata of a job: the items that `meta` lists, or all items if `meta` lists none. Throws `not-found`.
   */
  async meta(caller: Caller, id: JobId, { meta, metaExclude }: AskedMeta): Promise<JobMetaItem[]> {
    const names = namesOf({ meta: meta === undefined || meta === '' ? '*' : meta, metaExclude });
    return this.#meta(caller, await this.#parts.jobs.find(caller, id, READ), names);
  }

  async #meta(
    caller: Caller,
    job: JobRecord,
    names: ReadonlySet<JobMetaItem['name']>,
  ): Promise<JobMetaItem[]> {
    const items: JobMetaItem[] = [];
    if (names.has('authz')) items.push({ name: 'authz', data: rightsOf(caller, job) });
    if (names.has('schedule')) {
      const { id } = coordinatorOf(await this.#parts.definitions.snapshot());
      items.push({ name: 'schedule', data: scheduleMeta(job, this.#parts.schedule(job.id).next, id) });
    }
    // The statistics reveal what the executions of the job did.
    if (names.has('stats') && caller.may(READ_EXECUTIONS, { project: job.project }))
      items.push({ name: 'stats', data: await this.#stats(job.id) });
    return items;
  }

  async #stats(jobId: JobId): Promise<Record<string, unknown>> {
    const { executions, averageDuration } = this.#parts;
    const { ended, succeeded } = await executions.figures({ jobId, offset: 0, max: 1 });
    return {
      averageDuration: Math.round((await averageDuration(jobId)) ?? 0),
      executionCount: ended,
      successRate: ended === 0 ? -1 : succeeded / ended,
    };
  }
}

function namesOf({ meta = '', metaExclude = '' }: AskedMeta): ReadonlySet<JobMetaItem['name']> {
  const [wanted, excluded] = [words(meta), words(metaExclude)];
  return new Set(META_NAMES.filter((name) => (wanted.has(name) || wanted.has('*')) && !excluded.has(name)));
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(',').map((word) => word.trim()));
}

/** Returns what a caller may do with a job. Here, `view` means the same as `read`. */
function rightsOf(caller: Caller, { project }: JobRecord): Record<string, boolean> {
  const rights = Object.fromEntries(
    ACTIONS.map((action) => [action, caller.may({ resource: 'job', action }, { project })]),
  );
  return { view: rights['read'] === true, ...rights };
}

/** @param next time of the next scheduled run, epoch ms */
function scheduleMeta(
  job: JobRecord,
  next: number | undefined,
  coordinator: CoordinatorId,
): Record<string, unknown> {
  const hasSchedule = job.schedule !== undefined;
  const isActive = hasSchedule && job.scheduleEnabled;
  return {
    scheduleEnabled: job.scheduleEnabled,
    executionEnabled: job.executionEnabled,
    schedule: isActive ? crontabFields(job.schedule?.crontab ?? '') : {},
    serverNodeUUID: hasSchedule ? coordinator : null,
    nextExecutionTime: isActive && next !== undefined ? isoSeconds(next) : null,
    hasSchedule,
  };
}

function crontabFields(crontab: string): Record<string, string> {
  const [seconds = '', minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = '*'] =
    crontab.trim().split(/\s+/);
  return { seconds, minute, hour, dayOfMonth, month, dayOfWeek, year, crontabString: crontab };
}
