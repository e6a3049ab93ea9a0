import type { Job } from '../../job-language/format/job.ts';
import { expandedSelector } from '../../job-language/format/runner-selector.ts';
import type { Inventory } from '../../job-language/nodes/inventory.ts';
import { withPatternAnswers } from '../../job-language/nodes/pattern-answers.ts';
import { automaticDispatch } from '../../job-language/plan/automatic-dispatch.ts';
import { planJob } from '../../job-language/plan/plan-job.ts';
import { type PreviewJob, previewRun } from '../../job-language/plan/preview/preview-plan.ts';
import { acceptedOptions, optionLookup } from '../../job-language/plan/run-options.ts';
import { runTarget } from '../../job-language/plan/run-target.ts';
import { optionValues, runValues } from '../../job-language/plan/run-values.ts';
import type { OperationTarget } from '../../job-language/plan/workflow-plan.ts';
import type { Problem } from '../../job-language/source/problem.ts';
import { projectDispatch } from '../../protocol/entities/project-dispatch.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobId, ProjectName } from '../../protocol/ids.ts';
import type { Plan, PlanQuestion } from '../../protocol/routes/shapes/choice-shapes.ts';
import type { PreviewRunners } from '../../protocol/routes/shapes/workflow-preview.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import type { Caller } from '../access/caller.ts';
import type { JobCache } from '../executions/admission/job-cache.ts';
import type { OptionFinder } from '../executions/admission/option-finder.ts';
import { referencedJob } from '../executions/admission/references.ts';
import { stepPlacement } from '../executions/admission/step-placement.ts';
import { withRunners } from '../executions/admission/with-runners.ts';
import { askedRunners } from '../executions/management/asked-runners.ts';
import { type CoordinatorDefinitions, coordinatorOf } from '../store/definitions/coordinator-definitions.ts';
import type { Links } from '../views/links.ts';
import type { JobTexts } from './check/job-texts.ts';
import { validJob } from './check/valid-job.ts';
import { selectorView } from './job-selector.ts';
import { jobRemark } from './job-views.ts';
import type { Jobs } from './jobs.ts';
import type { RunnerSelectionPreview } from './runner-selection-preview.ts';

const READ = { resource: 'job', action: 'read' } as const;
/** Placeholder for the id of an execution that does not exist. */
const NO_EXECUTION = '0';

export interface PlansParts {
  readonly definitions: CoordinatorDefinitions;
  readonly jobs: Jobs;
  readonly texts: JobTexts;
  readonly parsedJobs: JobCache;
  readonly selectionPreview: RunnerSelectionPreview;
  readonly inventories: Inventory;
  readonly options: OptionFinder;
  readonly patterns: PatternRunner;
  readonly links: Pick<Links, 'base' | 'execution'>;
  /** Returns a number of at least 0 and below 1. */
  readonly random: () => number;
}

interface PlannedJob {
  readonly job: Job;
  readonly id?: JobId;
  readonly project: ProjectName;
  readonly remarks: readonly Problem[];
}

/** Plans a run without starting it, with the same functions that a run uses. */
export class Plans {
  readonly #parts: PlansParts;

  constructor(parts: PlansParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`, `job-invalid`, `options-invalid`, and the errors of planning. */
  async plan(caller: Caller, question: PlanQuestion): Promise<Plan> {
    const { options, selectionPreview, patterns, random, links } = this.#parts;
    const { job: defined, id, project, remarks } = await this.#job(caller, question);
    const job = withRunners(defined, askedRunners(question));
    const { user } = caller.principal;
    const shown = await this.#placed({ job, ...(id === undefined ? {} : { id }), project });
    const find = (wanted: Job, given: { readonly options?: Readonly<Record<string, unknown>> | undefined }) =>
      options.find(wanted, given, { project, user });
    const resolved = acceptedOptions(job, await find(job, { options: question.options }));
    const lookup = optionLookup(resolved.values);
    const values = runValues(job, optionValues(job, resolved, shown.config), {
      jobId: id,
      project,
      user,
      filter: question.filter,
      executionId: NO_EXECUTION,
      executionUuid: '',
      coordinatorId: coordinatorOf(await this.#parts.definitions.snapshot()).id,
      executionType: 'user',
      serverUrl: links.base(),
      url: '',
    });
    const target = runTarget(job, lookup);
    const { filter } = question;
    const automatic = job.runnerSelector === undefined ? shown.automatic : undefined;
    const plan = await withPatternAnswers(patterns, (answers) =>
      planJob({ ...shown, values, target, random, filter, answers, automatic }),
    );
    const preview = await previewRun(
      { ...shown, plan, secureValues: resolved.secureValues },
      {
        find: async (reference, of) => {
          const snapshot = await this.#parts.definitions.snapshot();
          const found = referencedJob(snapshot, reference, of);
          if (found === undefined || !caller.may(READ, { project: found.project })) return undefined;
          const parsed = await this.#parts.parsedJobs.get(found.textHash);
          return this.#placed({ job: parsed, id: found.id, project: found.project });
        },
        resolve: find,
        runners: (wanted) => this.#runners(project, wanted),
        random,
        patterns,
      },
    );
    const wanted = expandedSelector(job.runnerSelector, lookup);
    return {
      project,
      selector: selectorView(wanted),
      choice: await selectionPreview.choose(project, target),
      ...preview,
      remarks: remarks.map(jobRemark),
    };
  }

  async #runners(project: ProjectName, target: OperationTarget): Promise<PreviewRunners> {
    const { candidates, problem } = await this.#parts.selectionPreview.choose(project, target);
    const found = (await this.#parts.definitions.snapshot()).get('projects', project);
    // A project with disabled runners refuses the run. A run whose runners are only busy or offline waits.
    const isRefused = target.kind !== 'local' && !projectDispatch(found ?? {}).runnersEnabled;
    const names = isRefused ? [] : candidates.map(({ name }) => name);
    return { names, ...(problem === undefined ? {} : { problem }) };
  }

  async #placed(job: Pick<PreviewJob, 'job' | 'id'> & { project: ProjectName }): Promise<PreviewJob> {
    const { definitions, inventories } = this.#parts;
    const snapshot = await definitions.snapshot();
    const found = snapshot.get('projects', job.project);
    const config = found?.config ?? {};
    const inventory = await inventories.nodes(job.project);
    const automatic = found && automaticDispatch(found, snapshot.values('runners'));
    return { ...job, config, inventory, placement: stepPlacement(snapshot), automatic };
  }

  async #job(caller: Caller, question: PlanQuestion): Promise<PlannedJob> {
    const { texts } = this.#parts;
    if ('job' in question) {
      const record = await this.#parts.jobs.find(caller, question.job, READ);
      const text = await this.#parts.definitions.text(record.textHash);
      const { job, remarks } = await validJob(texts, { text, format: 'yaml' });
      return { job, remarks, id: record.id, project: record.project };
    }
    const { project } = question;
    const found = (await this.#parts.definitions.snapshot()).get('projects', project);
    if (found === undefined || !caller.may(READ, { project })) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
    return { ...(await validJob(texts, question)), project };
  }
}
