import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { ExecutionQueryValues } from '../../../protocol/routes/execution-query.ts';
import type { HistoryQueryValues } from '../../../protocol/routes/report-routes.ts';
import type { ExecutionMetrics, HistoryPage } from '../../../protocol/routes/shapes/report-shapes.ts';
import type { Caller } from '../../access/caller.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import type { Links } from '../../views/links.ts';
import type { Executions } from '../executions.ts';
import { executionQuery } from './execution-query.ts';
import { executionMetrics, historyEvent, statusesOfHistory } from './report-views.ts';

const READ = { resource: 'execution', action: 'read' } as const;

export interface ExecutionReportsParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Pick<Executions, 'list' | 'figures'>;
  readonly links: Links;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Reports about many executions: metrics and history. */
export class ExecutionReports {
  readonly #parts: ExecutionReportsParts;

  constructor(parts: ExecutionReportsParts) {
    this.#parts = parts;
  }

  /** Returns the metrics of a project (absent: of all that the caller may see). Throws `not-found`, `invalid-input`. */
  async metrics(
    caller: Caller,
    project: ProjectName | undefined,
    values: ExecutionQueryValues,
  ): Promise<ExecutionMetrics> {
    const projects = project === undefined ? await this.#visible(caller) : [await this.#one(caller, project)];
    const query = { ...executionQuery(values, this.#parts.now()), projects };
    return executionMetrics(await this.#parts.executions.figures(query));
  }

  /** Returns a page of the executions that have ended, newest first. Throws `not-found`. */
  async history(caller: Caller, project: ProjectName, values: HistoryQueryValues): Promise<HistoryPage> {
    const { executions, links, now } = this.#parts;
    const { jobIdFilter, reportIdFilter, statFilter, jobListFilter, ...same } = values;
    const paths = [...(jobListFilter ?? []), ...(reportIdFilter === undefined ? [] : [reportIdFilter])];
    const query = executionQuery(
      {
        ...same,
        ...(jobIdFilter === undefined ? {} : { jobIdListFilter: [jobIdFilter] }),
        ...(paths.length === 0 ? {} : { jobListFilter: paths }),
      },
      now(),
    );
    const page = await executions.list({
      ...query,
      projects: [await this.#one(caller, project)],
      statuses: statusesOfHistory(statFilter),
    });
    const events = page.executions.flatMap((summary) => historyEvent(summary, links) ?? []);
    return {
      paging: { count: events.length, total: page.total, offset: query.offset, max: query.max },
      events,
    };
  }

  async #visible(caller: Caller): Promise<ProjectName[]> {
    const projects = (await this.#parts.definitions.snapshot()).values('projects');
    return projects.map(({ name }) => name).filter((project) => caller.may(READ, { project }));
  }

  async #one(caller: Caller, project: ProjectName): Promise<ProjectName> {
    const found = (await this.#parts.definitions.snapshot()).get('projects', project);
    if (found === undefined || !caller.may(READ, { project }))
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    return project;
  }
}
