import type { Job } from '../../../job-language/format/job.ts';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId, ProjectName } from '../../../protocol/ids.ts';
import type { AdhocStarted } from '../../../protocol/routes/shapes/adhoc-shapes.ts';
import type {
  AbortResult,
  Execution,
  ExecutionList,
  RetryExecution,
  RunJob,
} from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { WorkflowState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { Caller } from '../../access/caller.ts';
import { originatorOf } from '../../access/originator-of.ts';
import type { AccessSubject } from '../../access/policy.ts';
import { type Audit, actOf } from '../../audit/audit.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorSnapshot,
} from '../../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../../store/definitions/records/job-record.ts';
import type { ExecutionQuery } from '../../store/journal/journal.ts';
import { executionList, executionView } from '../../views/execution-views.ts';
import type { Links } from '../../views/links.ts';
import type { Executions, RecordAbort, RecordStart, RunRequest } from '../executions.ts';
import { adhocText } from './adhoc-job.ts';
import { futureTime } from './future-time.ts';
import { runInputsOf } from './run-inputs-of.ts';

const READ = { resource: 'execution', action: 'read' } as const;
const RUN = { resource: 'job', action: 'run' } as const;
const RUN_AS = { resource: 'job', action: 'runAs' } as const;
const RUN_ADHOC = { resource: 'adhoc', action: 'run' } as const;
const RUN_ADHOC_AS = { resource: 'adhoc', action: 'runAs' } as const;
const KILL = { resource: 'execution', action: 'kill' } as const;

export interface ExecutionsServiceParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Executions;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
  readonly links: Links;
}

/** Runs, stops and lists executions. */
export class ExecutionsService {
  readonly #parts: ExecutionsServiceParts;

  constructor(parts: ExecutionsServiceParts) {
    this.#parts = parts;
  }

  /** Runs a stored job. Throws `not-found`, `forbidden` for `asUser`, and the errors of admission. */
  async run(caller: Caller, id: JobId, asked: RunJob): Promise<Execution> {
    const job = (await this.#parts.definitions.snapshot()).get('jobs', id);
    if (job === undefined || !caller.may(RUN, { project: job.project })) {
      throw new OutrunnerError('not-found', { kind: 'Job', name: id });
    }
    return this.#started(caller, requestOf(caller, job, asked, this.#parts.now()), {
      name: jobPath(job),
      detail: `job ${id} of ${job.project}`,
    });
  }

  /**
   * Runs a job with the parameters of an earlier execution, on all nodes or on those that failed. The caller must send
   * secure values again. Throws `not-found`, `forbidden` for `asUser`, and the errors of admission.
   */
  async retry(caller: Caller, id: JobId, execution: ExecutionId, asked: RetryExecution): Promise<Execution> {
    const job = (await this.#parts.definitions.snapshot()).get('jobs', id);
    const before = await this.summary(caller, execution);
    if (job === undefined || before.jobId !== id || !caller.may(RUN, { project: job.project })) {
      throw new OutrunnerError('not-found', { kind: 'Job', name: id });
    }
    const request = requestOf(caller, job, asked, this.#parts.now());
    const argString = [before.argString, request.argString ?? ''].join(' ').trim();
    const onlyFailed = asked.failedNodes === true && before.failedNodes.length > 0;
    return this.#started(
      caller,
      {
        ...(before.runnerSelector === undefined ? {} : { runnerSelector: before.runnerSelector }),
        ...request,
        argString,
        ...(onlyFailed ? { nodes: before.failedNodes } : {}),
      },
      { name: jobPath(job), detail: `job ${id} of ${job.project}, again as execution ${execution}` },
    );
  }

  /** Runs an ad-hoc command or script. Throws `not-found`, `forbidden` for `asUser`, and the errors of admission. */
  async runAdhoc(
    caller: Caller,
    project: ProjectName,
    job: Job,
    { asUser }: { readonly asUser?: string | undefined },
  ): Promise<AdhocStarted> {
    if (!caller.may(RUN_ADHOC, { project })) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
    if (asUser !== undefined) caller.require(RUN_ADHOC_AS, { project });
    const user = asUser ?? caller.principal.user;
    const recordStart = this.#recordStart(caller, {
      detail: `ad-hoc command in ${project}: ${adhocText(job)}`,
    });
    const originator = originatorOf(caller);
    const { id } = await this.#parts.executions.runAdhoc({ project, user, originator, job, recordStart });
    return {
      message: `Immediate execution scheduled (${id})`,
      execution: { id, ...this.#parts.links.execution(id) },
    };
  }

  /** Stops an execution that the caller may read. Throws `not-found`, `forbidden`. */
  async abort(caller: Caller, id: ExecutionId): Promise<AbortResult> {
    const found = await this.summary(caller, id);
    caller.require(KILL, await this.#subjectOf(found));
    const { audit, executions } = this.#parts;
    const name = jobPath({ group: found.jobGroup, name: found.jobName });
    const line = (status: AbortResult['abort']['status']) =>
      actOf(caller, 'execution.abort', { id: String(id), name }, status);
    let isRecorded = false;
    const record: RecordAbort = (status, commit) => {
      audit(line(status), commit);
      isRecorded = true;
    };
    const { status, reason, execution } = await executions.abort(id, caller.principal.user, record);
    if (!isRecorded) audit(line(status));
    const { href } = this.#parts.links.execution(id);
    return { abort: { status, reason }, execution: { id: String(id), status: execution.status, href } };
  }

  async get(caller: Caller, id: ExecutionId): Promise<Execution> {
    const { executions, links } = this.#parts;
    const summary = await this.summary(caller, id);
    const view = executionView(summary, links);
    if (summary.status !== 'failed-with-retry') return view;
    const next = await executions.retriedBy(id);
    const repetition = next === undefined ? undefined : await executions.get(next);
    if (repetition === undefined) return view;
    const { id: nextId, status } = repetition;
    return { ...view, retriedExecution: { id: nextId, ...links.execution(nextId), status } };
  }

  async state(caller: Caller, id: ExecutionId): Promise<WorkflowState> {
    await this.summary(caller, id);
    const state = await this.#parts.executions.state(id);
    if (state === undefined) throw missing(id);
    return state;
  }

  /**
   * Returns the executions of a project (absent: of all projects), newest first; an empty list if the caller may not
   * read them. Throws `not-found` for a missing project, and for a missing job if the query contains one.
   */
  list(
    caller: Caller,
    project: ProjectName | undefined,
    query: Omit<ExecutionQuery, 'projects'>,
  ): Promise<ExecutionList> {
    return this.listOfProjects(caller, project === undefined ? undefined : [project], query);
  }

  /**
   * Returns the executions of those of the projects (undefined: all) in which the caller may read executions. Throws
   * `not-found` for a missing project.
   */
  async listOfProjects(
    caller: Caller,
    projects: readonly ProjectName[] | undefined,
    query: Omit<ExecutionQuery, 'projects'>,
  ): Promise<ExecutionList> {
    const { definitions, executions, links } = this.#parts;
    const snapshot = await definitions.snapshot();
    const missing = projects?.find((name) => snapshot.get('projects', name) === undefined);
    if (missing !== undefined) throw new OutrunnerError('not-found', { kind: 'Project', name: missing });
    const { jobId } = query;
    if (jobId !== undefined) requireJob(snapshot, jobId);
    const readable = projects?.filter((name) => caller.may(READ, subjectOf(name)));
    const isReadable = readable === undefined ? caller.may(READ, subjectOf(undefined)) : readable.length > 0;
    const page = isReadable
      ? await executions.list({ ...query, ...(readable === undefined ? {} : { projects: readable }) })
      : { executions: [], total: 0 };
    return executionList(page, query, links);
  }

  /**
   * Returns the executions of a job, newest first; with `isReferenced`, also those in which the job ran by a reference.
   * Throws `not-found` for a missing job.
   */
  async listOfJob(
    caller: Caller,
    job: JobId,
    {
      isReferenced,
      ...query
    }: Omit<ExecutionQuery, 'projects' | 'jobs'> & { readonly isReferenced: boolean },
  ): Promise<ExecutionList> {
    const { project } = requireJob(await this.#parts.definitions.snapshot(), job);
    if (!caller.may(READ, { project })) throw new OutrunnerError('not-found', { kind: 'Job', name: job });
    if (!isReferenced) return this.list(caller, project, { ...query, jobId: job });
    // Executions of other projects may refer to the job.
    const where = caller.may(READ) ? undefined : project;
    return this.list(caller, where, { ...query, jobs: { idsOrReferenced: [job] } });
  }

  async #started(caller: Caller, request: RunRequest, act: StartedAct): Promise<Execution> {
    const recordStart = this.#recordStart(caller, act);
    const summary = await this.#parts.executions.run({ ...request, recordStart });
    return executionView(summary, this.#parts.links);
  }

  #recordStart(caller: Caller, { name, detail }: StartedAct): RecordStart {
    return (id, commit) => {
      const subject = name === undefined ? String(id) : { id: String(id), name };
      this.#parts.audit(actOf(caller, 'execution.run', subject, detail), commit);
    };
  }

  /** Returns the current summary. Throws `not-found` if the execution is missing or the caller may not see it. */
  async summary(caller: Caller, id: ExecutionId): Promise<ExecutionSummary> {
    const summary = await this.#parts.executions.get(id);
    if (summary === undefined || !caller.may(READ, await this.#subjectOf(summary))) throw missing(id);
    return summary;
  }

  /** As in Rundeck, the current name and group of the job decide, and an execution of a deleted job counts as ad hoc. */
  async #subjectOf({ project, jobId }: ExecutionSummary): Promise<AccessSubject> {
    const snapshot = await this.#parts.definitions.snapshot();
    const job = jobId === undefined ? undefined : snapshot.get('jobs', jobId);
    return { project, job: job?.project === project ? job : 'adhoc' };
  }
}

/** Name and detail of the audit record of a started execution. */
interface StartedAct {
  /** Path of the job; absent for an ad-hoc command. */
  readonly name?: string;
  readonly detail: string;
}

function requestOf(caller: Caller, job: JobRecord, asked: RunJob, now: number): RunRequest {
  const { asUser, runAtTime } = asked;
  if (asUser !== undefined) caller.require(RUN_AS, { project: job.project });
  return {
    job,
    user: asUser ?? caller.principal.user,
    originator: originatorOf(caller),
    ...runInputsOf(asked),
    ...(runAtTime === undefined || runAtTime === ''
      ? {}
      : { startAt: futureTime(runAtTime, now), executionType: 'user-scheduled' }),
  };
}

function requireJob(snapshot: CoordinatorSnapshot, id: string): JobRecord {
  const job = snapshot.get('jobs', id);
  if (job === undefined) throw new OutrunnerError('not-found', { kind: 'Job', name: id });
  return job;
}

function missing(id: ExecutionId): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Execution', name: id });
}

function subjectOf(project: ProjectName | undefined) {
  return project === undefined ? {} : { project };
}
