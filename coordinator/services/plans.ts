import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { expandOperation } from '../../protocol/expansion/expand-operation.ts';
import type { OperationTemplate } from '../../protocol/expansion/operation-template.ts';
import type { OperationValues } from '../../protocol/expansion/operation-values.ts';
import { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { Job } from '../../protocol/job/job.ts';
import type { Problem } from '../../protocol/job/problem.ts';
import { expandedSelector } from '../../protocol/job/runner-selector.ts';
import { stepTemplate } from '../../protocol/job/step-action.ts';
import { stepTitle } from '../../protocol/job/step-title.ts';
import type { Plan, PlanQuestion } from '../../protocol/routes/shapes/choice-shapes.ts';
import type { RunRequest } from '../executions/executions.ts';
import { optionLookup, runOptions, runValues } from '../executions/run-values.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Caller } from './caller.ts';
import type { Choices } from './choices.ts';
import { jobRecord } from './job-record.ts';
import { selectorView } from './job-selector.ts';
import { jobRemark } from './job-views.ts';
import type { Jobs } from './jobs.ts';
import { soundJob } from './sound-job.ts';

const READ = { resource: 'job', action: 'read' } as const;
/** What stands for an execution, and for a job that was not saved, in a plan. */
const NO_EXECUTION = ExecutionId.parse(Number.MAX_SAFE_INTEGER);
const NO_JOB = JobId.parse('not-saved');
const HIDDEN = '*****';

export interface PlansParts {
  readonly definitions: CoordinatorDefinitions;
  readonly jobs: Jobs;
  readonly choices: Choices;
}

interface PlannedJob {
  readonly job: Job;
  readonly request: RunRequest;
  readonly remarks: readonly Problem[];
  readonly saved: boolean;
}

/** What a run would do, by the same functions that do it. */
export class Plans {
  readonly #parts: PlansParts;

  constructor(parts: PlansParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`, `job-invalid`, `options-invalid`. */
  async plan(caller: Caller, question: PlanQuestion): Promise<Plan> {
    const { job, request, remarks, saved } = await this.#job(caller, question);
    const resolved = runOptions(job, request);
    const wanted = expandedSelector(job.runnerSelector, optionLookup(resolved));
    const values = runValues(job, request, resolved, NO_EXECUTION);
    return {
      project: request.job.project,
      job: { name: job.name, group: job.group ?? '', ...(saved ? { id: request.job.id } : {}) },
      selector: selectorView(wanted),
      choice: await this.#parts.choices.choose(request.job.project, wanted),
      steps: job.sequence.commands.map((step, index) => {
        const template = stepTemplate(step);
        return {
          stepctx: String(index + 1),
          label: stepTitle(step),
          kind: template.kind,
          text: expandedText(template, values),
          pty: template.pty,
        };
      }),
      remarks: remarks.map(jobRemark),
    };
  }

  async #job(caller: Caller, question: PlanQuestion): Promise<PlannedJob> {
    const user = caller.principal.user;
    const { options } = question;
    const given = { user, ...(options === undefined ? {} : { options }) };
    if ('job' in question) {
      const record = await this.#parts.jobs.find(caller, question.job, READ);
      const text = await this.#parts.definitions.text(record.textHash);
      const { job, remarks } = soundJob(text, 'yaml');
      return { job, remarks, saved: true, request: { job: record, ...given } };
    }
    const { project } = question;
    const found = (await this.#parts.definitions.snapshot()).get('projects', project);
    if (found === undefined || !caller.may(READ, { project })) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
    const { job, remarks } = soundJob(question.text, question.format);
    const record = jobRecord(job, { id: NO_JOB, project, textHash: '', user, time: 0 }, undefined);
    return { job, remarks, saved: false, request: { job: record, ...given } };
  }
}

/** The command or script with its values. What cannot be expanded says why. */
function expandedText(template: OperationTemplate, values: OperationValues): string {
  const hidden = Object.fromEntries(values.secureOption.map((name) => [name, HIDDEN]));
  const expanded = expandOperation(template, values, hidden);
  switch (expanded.kind) {
    case 'refused':
      return `(${expanded.problem})`;
    case 'exec':
      return expanded.argv.at(-1) ?? '';
    case 'script':
      return expanded.text;
  }
}
