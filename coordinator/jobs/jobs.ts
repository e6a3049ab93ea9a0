import type { Job } from '../../job-language/format/job.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import { askedOfRun } from '../../job-language/options/asked-of-run.ts';
import { type DefinitionFormat, jobDefinitions } from '../../job-language/xml-export/job-definitions.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobId, ProjectName } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';
import type { JobQueryValues } from '../../protocol/routes/job-query.ts';
import type {
  AskedOfRun,
  JobImportResult,
  JobInfo,
  JobListEntry,
  JobOverview,
  JobResults,
} from '../../protocol/routes/shapes/job-shapes.ts';
import type { WorkflowTree } from '../../protocol/routes/shapes/workflow-tree.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Caller } from '../access/caller.ts';
import { originatorOf } from '../access/originator-of.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { JobCache } from '../executions/admission/job-cache.ts';
import { referencedJob } from '../executions/admission/references.ts';
import type { Executions } from '../executions/executions.ts';
import { defaultOptionPattern } from '../options/default-option-pattern.ts';
import type { ScheduleStatus } from '../schedules/scheduler.ts';
import {
  type CoordinatorDefinitions,
  coordinatorOf,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import type { Links } from '../views/links.ts';
import type { JobFile } from './check/check-file.ts';
import type { JobTexts } from './check/job-texts.ts';
import { eachNamedJob } from './each-named-job.ts';
import { jobFilter } from './job-filter.ts';
import { type FileImport, type ImportRequest, type RecordImport, saveImportedFiles } from './job-import.ts';
import { jobListEntry, jobOverview } from './job-views.ts';
import type { SerialQueue } from './serial-queue.ts';
import { type TreeJob, workflowTree } from './workflow-tree.ts';

const READ_PROJECT = { resource: 'project', action: 'read' } as const;
const READ = { resource: 'job', action: 'read' } as const;
const VIEW = { resource: 'job', action: 'view' } as const;
const READ_EXECUTIONS = { resource: 'execution', action: 'read' } as const;
const CREATE = { resource: 'job', action: 'create' } as const;
const DELETE = { resource: 'job', action: 'delete' } as const;

export interface JobsParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Pick<Executions, 'openIds'>;
  /** Parsed jobs by the hash of their text. */
  readonly jobs: Pick<JobCache, 'get'>;
  /** Serializes the changes of jobs. */
  readonly jobChanges: SerialQueue;
  readonly audit: Audit;
  readonly links: Links;
  readonly texts: JobTexts;
  /** Returns the schedule status of a job. */
  readonly schedule: (job: JobId) => ScheduleStatus;
  /** Returns the mean duration of a job's last successful executions, in ms; undefined if it has none. */
  readonly averageDuration: (job: JobId) => Promise<number | undefined>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Lists, imports, exports and deletes jobs. */
export class Jobs {
  readonly #parts: JobsParts;

  constructor(parts: JobsParts) {
    this.#parts = parts;
  }

  /**
   * Returns the jobs that the caller may view. Without `max`, the list contains all of them from `offset` on. Throws
   * `not-found` for a missing project.
   */
  async list(
    caller: Caller,
    project: ProjectName,
    {
      max,
      offset = 0,
      ...filter
    }: JobQueryValues & { max?: number | undefined; offset?: number | undefined },
  ): Promise<JobListEntry[]> {
    const jobs = await this.ofProject(caller, project, filter, VIEW);
    const page = jobs.slice(offset, max === undefined ? undefined : offset + max);
    return page.map((job) => jobListEntry(job, this.#parts.links, this.#parts.schedule(job.id).next));
  }

  /** Returns the jobs of a project (undefined: of all projects) that the caller may read. */
  async overviews(caller: Caller, project?: ProjectName): Promise<JobOverview[]> {
    return (await this.#parts.definitions.snapshot())
      .values('jobs')
      .filter((job) => (project === undefined || job.project === project) && may(caller, READ, job))
      .map(jobOverview);
  }

  /** Throws `not-found` for a missing project, `job-invalid` for a file that cannot be read as jobs. */
  async import(
    caller: Caller,
    { text, format, ...asked }: Omit<ImportRequest, 'user' | 'originator' | 'time'>,
  ): Promise<JobImportResult> {
    const [saved] = await this.importFiles(caller, asked, [{ text, format }]);
    if (saved?.kind !== 'imported') throw saved?.error;
    return saved.result;
  }

  /** Imports the jobs of all files in one change. Throws `not-found` for a missing project. */
  async importFiles(
    caller: Caller,
    asked: Omit<ImportRequest, 'user' | 'originator' | 'time' | keyof JobFile>,
    files: readonly JobFile[],
  ): Promise<readonly FileImport[]> {
    const { project } = asked;
    await this.#requireProject(caller, project, CREATE);
    const { definitions, links, jobChanges, texts } = this.#parts;
    const user = { user: caller.principal.user, originator: originatorOf(caller) };
    const request = { ...asked, ...user, time: this.#parts.now() };
    const record: RecordImport = (draft, imported) => {
      const detail = imported.map(({ id, path }) => `${path} ${id}`).join(', ');
      this.#parts.audit(actOf(caller, 'job.import', project, detail), draft);
    };
    return jobChanges.run(() => saveImportedFiles(definitions, links, texts, request, files, record));
  }

  /** Returns the definitions of the jobs that the caller may read. Throws `not-found` for a missing project. */
  async export(
    caller: Caller,
    project: ProjectName,
    format: DefinitionFormat,
    filter: JobQueryValues,
  ): Promise<string> {
    const records = await this.ofProject(caller, project, filter, READ);
    return jobDefinitions(await Promise.all(records.map((record) => this.#parsed(record))), format);
  }

  /** Returns the definition of one job, as a list. Throws `not-found`. */
  async definition(caller: Caller, id: JobId, format: DefinitionFormat): Promise<string> {
    return jobDefinitions([await this.#parsed(await this.find(caller, id, READ))], format);
  }

  /** Throws `not-found`. The average duration is left out if the caller may not read executions. */
  async info(caller: Caller, id: JobId): Promise<JobInfo> {
    const job = await this.find(caller, id, VIEW);
    // The average reveals what the executions of the job did.
    const average = may(caller, READ_EXECUTIONS, job) ? await this.#parts.averageDuration(id) : undefined;
    return {
      ...jobListEntry(job, this.#parts.links, this.#parts.schedule(id).next),
      ...(average === undefined ? {} : { averageDuration: Math.round(average) }),
      created: isoSeconds(job.createdAt),
      createdBy: job.createdBy,
      lastModified: isoSeconds(job.modifiedAt),
      lastModifiedBy: job.modifiedBy,
    };
  }

  /** Describes the steps of a job, and the steps of the referenced jobs that the caller may read. */
  async workflow(caller: Caller, id: JobId): Promise<WorkflowTree> {
    const snapshot = await this.#parts.definitions.snapshot();
    const treeJob = async (record: JobRecord): Promise<TreeJob> => {
      const { sequence } = await this.#parsed(record);
      return { id: record.id, project: record.project, steps: sequence.commands };
    };
    const workflow = await workflowTree(
      await treeJob(await this.find(caller, id, READ)),
      async (reference, project) => {
        const found = referencedJob(snapshot, reference, project);
        return found !== undefined && may(caller, READ, found) ? treeJob(found) : undefined;
      },
    );
    return { workflow };
  }

  /** Returns the options and other inputs that a run needs. */
  async options(caller: Caller, id: JobId): Promise<AskedOfRun> {
    const job = await this.find(caller, id, READ);
    const snapshot = await this.#parts.definitions.snapshot();
    const project = snapshot.get('projects', job.project);
    return askedOfRun(await this.#parsed(job), defaultOptionPattern(settingsOf(snapshot), project));
  }

  /** Like {@link remove}, for each job separately. Throws `invalid-input` for an empty list. */
  removeAll(caller: Caller, asked: readonly (string | undefined)[]): Promise<JobResults> {
    return eachNamedJob(asked, (id) => this.remove(caller, id));
  }

  /** Throws `not-found`, and `in-use` while an execution of the job is open. */
  async remove(caller: Caller, id: JobId): Promise<void> {
    const { definitions, executions, jobChanges } = this.#parts;
    await jobChanges.run(async () => {
      const job = await this.find(caller, id, DELETE);
      const open = executions.openIds({ job: id });
      if (open.length > 0) {
        const by = `execution ${open.join(', ')} has not ended`;
        throw new OutrunnerError('in-use', {
          kind: 'Job',
          name: job.name,
          by,
          remedy: 'Stop it first, or wait for it.',
        });
      }
      await definitions.change((draft) => {
        draft.remove('jobs', id);
        const act = actOf(caller, 'job.delete', { id, name: jobPath(job) }, `of ${job.project}`);
        this.#parts.audit(act, draft);
      });
    });
  }

  /** Returns a job. Throws `not-found` if it is missing, or if the policy denies `question` about it. */
  async find(caller: Caller, id: JobId, question: AccessQuestion): Promise<JobRecord> {
    const job = (await this.#parts.definitions.snapshot()).get('jobs', id);
    if (job === undefined || !may(caller, question, job))
      throw new OutrunnerError('not-found', { kind: 'Job', name: id });
    return job;
  }

  #parsed(record: JobRecord): Promise<Job> {
    return this.#parts.jobs.get(record.textHash);
  }

  /**
   * Returns the jobs of a project that match, and about which the policy allows `question`. Throws `not-found` for a
   * missing project.
   */
  async ofProject(
    caller: Caller,
    project: ProjectName,
    filter: JobQueryValues,
    question: AccessQuestion,
  ): Promise<readonly JobRecord[]> {
    await this.#requireProject(caller, project, READ_PROJECT);
    const snapshot = await this.#parts.definitions.snapshot();
    const wanted = jobFilter(filter, coordinatorOf(snapshot).id);
    return snapshot
      .values('jobs')
      .filter((job) => job.project === project && wanted(job) && may(caller, question, job));
  }

  async #requireProject(caller: Caller, project: ProjectName, question: AccessQuestion): Promise<void> {
    const found = (await this.#parts.definitions.snapshot()).get('projects', project);
    if (found === undefined || !caller.may(question, { project })) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
  }
}

function may(caller: Caller, question: AccessQuestion, job: JobRecord): boolean {
  return caller.may(question, { project: job.project, job });
}
