import { explain, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId, type JobId, type ProjectName } from '../../../protocol/ids.ts';
import {
  type DeletedExecutions,
  type DeleteExecutions,
  deletedExecutions,
  type PruneResult,
} from '../../../protocol/routes/shapes/deletion-shapes.ts';
import { commaList } from '../../../support/text/comma-list.ts';
import type { Caller } from '../../access/caller.ts';
import { type Audit, actOf } from '../../audit/audit.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import { deletedSubjects } from '../deletion/deleted-subjects.ts';
import type { DeletionRequest, Executions } from '../executions.ts';
import type { Retention } from '../retention/retention.ts';

const READ = { resource: 'execution', action: 'read' } as const;
const DELETE = { resource: 'execution', action: 'delete' } as const;

/** Number of a job's executions that are looked up together. */
const PAGE = 10_000;

export interface ExecutionDeletionsParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Pick<Executions, 'delete' | 'ids'>;
  readonly retention: Pick<Retention, 'prune'>;
  readonly audit: Audit;
}

/** Deletes executions on behalf of a caller. */
export class ExecutionDeletions {
  readonly #parts: ExecutionDeletionsParts;

  constructor(parts: ExecutionDeletionsParts) {
    this.#parts = parts;
  }

  /**
   * Deletes one execution. Throws `not-found`, `forbidden`, `execution-running`, `execution-retry-pending`,
   * `data-damaged`.
   */
  async delete(caller: Caller, id: ExecutionId): Promise<void> {
    const errors = await this.#parts.executions.delete([id], this.#requestOf(caller));
    const error = errors.get(id);
    if (error !== undefined) throw error;
  }

  /** Deletes executions. The failure of one does not affect the others. */
  async deleteAll(caller: Caller, texts: readonly string[]): Promise<DeletedExecutions> {
    const requested = [...new Set(texts)];
    const ids = requested.flatMap((text) => executionId(text) ?? []);
    const errors = await this.#parts.executions.delete(ids, this.#requestOf(caller));
    const failures = requested.flatMap((text) => {
      const id = executionId(text);
      const error = id === undefined ? missing(text) : errors.get(id);
      return error === undefined ? [] : [{ id: text, message: explain(error) }];
    });
    return deletedExecutions(requested.length, failures);
  }

  /** Deletes the ended executions of a job. Reports the others as failures. Throws `not-found`, `forbidden`. */
  async deleteOfJob(caller: Caller, jobId: JobId): Promise<DeletedExecutions> {
    const { definitions, executions } = this.#parts;
    const job = (await definitions.snapshot()).get('jobs', jobId);
    if (job === undefined || !caller.may(READ, { project: job.project }))
      throw new OutrunnerError('not-found', { kind: 'Job', name: jobId });
    caller.require(DELETE, { project: job.project });
    const failures: DeletedExecutions['failures'] = [];
    let requested = 0;
    for (let before: ExecutionId | undefined; ; ) {
      const page = await executions.ids({
        jobId,
        ...(before === undefined ? {} : { before }),
        offset: 0,
        max: PAGE,
      });
      const errors = await executions.delete(page, this.#requestOf(caller));
      for (const [id, error] of errors) failures.push({ id: String(id), message: explain(error) });
      requested += page.length;
      before = page.at(-1);
      if (page.length < PAGE) return deletedExecutions(requested, failures);
    }
  }

  /**
   * Deletes, or with `dryRun` counts, the executions beyond the limits of a project (absent: of all projects). Throws
   * `not-found`, `forbidden`.
   */
  async prune(caller: Caller, project: ProjectName | undefined, dryRun: boolean): Promise<PruneResult> {
    if (project !== undefined) {
      if (!caller.may(READ, { project }))
        throw new OutrunnerError('not-found', { kind: 'Project', name: project });
      caller.require(DELETE, { project });
    }
    const projects = await this.#parts.retention.prune({
      includes: (name) =>
        project === undefined
          ? caller.may(READ, { project: name }) && caller.may(DELETE, { project: name })
          : name === project,
      dryRun,
      record: this.#requestOf(caller).record,
    });
    return { dryRun, projects: [...projects] };
  }

  #requestOf(caller: Caller): DeletionRequest {
    return {
      permit: ({ id, project }) => {
        if (!caller.may(READ, { project })) throw missing(id);
        caller.require(DELETE, { project });
      },
      record: (deleted, commit) => {
        for (const { subject, detail } of deletedSubjects(deleted))
          this.#parts.audit(actOf(caller, 'execution.delete', subject, detail), commit);
      },
    };
  }
}

/** Returns the ids in the body of a request, or in its query if the body has none. Throws `invalid-input`. */
export function requestedIds(query: string | undefined, body: DeleteExecutions): readonly string[] {
  const listed = Array.isArray(body) ? body : body.ids;
  if (listed === undefined && query === undefined) {
    throw new OutrunnerError('invalid-input', {
      what: 'The field "ids"',
      problem: 'it is missing',
      remedy: 'Send `{"ids": [1, 2]}`, or `?ids=1,2`.',
    });
  }
  return listed?.map(String) ?? commaList(query ?? '');
}

function executionId(text: string): ExecutionId | undefined {
  return /^\d+$/.test(text) ? ExecutionId.safeParse(Number(text)).data : undefined;
}

function missing(id: ExecutionId | string): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Execution', name: id });
}
