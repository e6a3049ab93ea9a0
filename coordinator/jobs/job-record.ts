import type { Job } from '../../job-language/format/job.ts';
import { selectorParts } from '../../job-language/format/runner-selector.ts';
import { jobSchedule } from '../../job-language/schedules/job-schedule.ts';
import type { Originator } from '../../protocol/entities/originator.ts';
import { pickShape } from '../../protocol/entities/pick-shape.ts';
import type { JobId, ProjectName } from '../../protocol/ids.ts';
import { type JobAct, JobFacts } from '../../protocol/routes/shapes/job-shapes.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { KeptRevision } from './job-history.ts';

/** The identity, stored revision, author, act and time (epoch ms) of a saved job. */
export interface JobSave {
  readonly id: JobId;
  readonly project: ProjectName;
  readonly kept: KeptRevision;
  readonly act: JobAct;
  readonly user: string;
  /** The rights of the call if it writes the definition. Absent for acts that only change settings of the job. */
  readonly originator?: Originator | undefined;
  readonly time: number;
}

/** Returns the record of a saved job; `before` is the record that it replaces. */
export function jobRecord(job: Job, save: JobSave, before: JobRecord | undefined): JobRecord {
  const schedule = jobSchedule(job);
  const savedWith = save.originator ?? before?.savedWith;
  return {
    id: save.id,
    project: save.project,
    ...pickShape(JobFacts, { ...job, group: job.group ?? '' }),
    selector: { ...selectorParts(job.runnerSelector), explicit: job.runnerSelector !== undefined },
    ...(schedule === undefined ? {} : { schedule }),
    ...save.kept,
    act: save.act,
    createdAt: before?.createdAt ?? save.time,
    createdBy: before?.createdBy ?? save.user,
    modifiedAt: save.time,
    modifiedBy: save.user,
    ...(savedWith === undefined ? {} : { savedWith }),
    revision: 0,
  };
}
