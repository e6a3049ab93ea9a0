import { ExecutionStatus, type ExecutionSummary } from '../../protocol/entities/execution.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId, ProjectName } from '../../protocol/ids.ts';
import type {
  AbortResult,
  Execution,
  ExecutionList,
  RunJob,
} from '../../protocol/routes/shapes/execution-shapes.ts';
import type { ExecutionState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { Executions, ExecutionsQuery, RunRequest } from '../executions/executions.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { type Audit, actOf } from './audit.ts';
import type { Caller } from './caller.ts';
import { executionList, executionView } from './execution-views.ts';
import type { Links } from './links.ts';

const READ = { resource: 'execution', action: 'read' } as const;
const RUN = { resource: 'job', action: 'run' } as const;
const KILL = { resource: 'execution', action: 'kill' } as const;
const PAGE = 20;

export interface ExecutionsServiceParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Executions;
  readonly audit: Audit;
  readonly links: Links;
}

/** What a list of executions is narrowed by. `status` may be `*`. */
export interface ExecutionFilter {
  readonly project?: ProjectName | undefined;
  readonly job?: JobId | undefined;
  readonly status?: string | undefined;
  readonly max?: number | undefined;
  readonly offset?: number | undefined;
}

/** Executions: run, stop, look. */
export class ExecutionsService {
  readonly #parts: ExecutionsServiceParts;

  constructor(parts: ExecutionsServiceParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`, and what admission refuses. */
  async run(caller: Caller, id: JobId, asked: RunJob): Promise<Execution> {
    const job = (await this.#parts.definitions.snapshot()).get('jobs', id);
    if (job === undefined || !caller.may(RUN, { project: job.project })) {
      throw new OutrunnerError('not-found', { kind: 'Job', name: id });
    }
    if (asked.filter !== undefined && asked.filter !== '') {
      throw new OutrunnerError('not-available-yet', { what: 'Running a job on filtered nodes' });
    }
    const request: RunRequest = {
      job,
      user: caller.principal.user,
      ...(asked.options === undefined ? {} : { options: optionTexts(asked.options) }),
      ...(asked.argString === undefined ? {} : { argString: asked.argString }),
      ...(asked.loglevel === undefined ? {} : { logLevel: asked.loglevel }),
    };
    const summary = await this.#parts.executions.run(request);
    this.#parts.audit(actOf(caller, 'execution.run', String(summary.id), `job ${id} of ${job.project}`));
    return executionView(summary, this.#parts.links);
  }

  /** Throws `not-found`. */
  async abort(caller: Caller, id: ExecutionId): Promise<AbortResult> {
    const found = await this.summary(caller, id);
    caller.require(KILL, { project: found.project });
    const { status, reason, execution } = await this.#parts.executions.abort(id, caller.principal.user);
    this.#parts.audit(actOf(caller, 'execution.abort', String(id), status));
    const { href } = this.#parts.links.execution(id);
    return { abort: { status, reason }, execution: { id, status: execution.status, href } };
  }

  async get(caller: Caller, id: ExecutionId): Promise<Execution> {
    return executionView(await this.summary(caller, id), this.#parts.links);
  }

  async state(caller: Caller, id: ExecutionId): Promise<ExecutionState> {
    await this.summary(caller, id);
    const state = await this.#parts.executions.state(id);
    if (state === undefined) throw missing(id);
    return state;
  }

  /** Newest first. */
  async list(caller: Caller, filter: ExecutionFilter): Promise<ExecutionList> {
    const query = queryOf(filter);
    if (!caller.may(READ, subjectOf(filter.project))) {
      return executionList({ executions: [], total: 0 }, query, this.#parts.links);
    }
    return executionList(await this.#parts.executions.list(query), query, this.#parts.links);
  }

  /** Throws `not-found` for a project or job that does not exist, or is not to be seen. */
  async listOf(caller: Caller, filter: ExecutionFilter): Promise<ExecutionList> {
    const snapshot = await this.#parts.definitions.snapshot();
    const { project, job } = filter;
    if (project !== undefined && snapshot.get('projects', project) === undefined) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
    if (job !== undefined && snapshot.get('jobs', job) === undefined) {
      throw new OutrunnerError('not-found', { kind: 'Job', name: job });
    }
    return this.list(caller, filter);
  }

  /** The execution as it is kept. Throws `not-found` for what the caller may not see. */
  async summary(caller: Caller, id: ExecutionId): Promise<ExecutionSummary> {
    const summary = await this.#parts.executions.get(id);
    if (summary === undefined || !caller.may(READ, { project: summary.project })) throw missing(id);
    return summary;
  }
}

function missing(id: ExecutionId): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Execution', name: id });
}

function subjectOf(project: ProjectName | undefined) {
  return project === undefined ? {} : { project };
}

/** Throws `invalid-input` for a status that there is not. */
function queryOf(filter: ExecutionFilter): ExecutionsQuery {
  const { project, job, status } = filter;
  const parsed = status === undefined || status === '*' || status === '' ? undefined : parseStatus(status);
  return {
    ...subjectOf(project),
    ...(job === undefined ? {} : { jobId: job }),
    ...(parsed === undefined ? {} : { status: parsed }),
    offset: filter.offset ?? 0,
    max: filter.max ?? PAGE,
  };
}

function parseStatus(status: string): ExecutionStatus {
  const parsed = ExecutionStatus.safeParse(status);
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('invalid-input', {
    what: `The status "${status}"`,
    problem: 'there is none of that name',
    remedy: `Give one of ${ExecutionStatus.options.join(', ')}.`,
  });
}

function optionTexts(options: NonNullable<RunJob['options']>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]),
  );
}
