import type { Reason } from '../../protocol/entities/execution.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import { inSlices } from '../../support/slices/sliced.ts';
import { expandText } from '../expansion/expand-text.ts';
import { operationLookup } from '../expansion/value-lookup.ts';
import type { Job } from '../format/job.ts';
import { jobPath } from '../format/job-path.ts';
import { withPatternAnswers } from '../nodes/pattern-answers.ts';
import type { GivenOptions } from '../options/given-options.ts';
import type { RefusedOptions, ResolvedOptions } from '../options/resolve-options.ts';
import type { JobReference, ReferenceNodes } from './job-reference.ts';
import { type PlanningQuestion, planJob } from './plan-job.ts';
import { type Referring, referenceOptions } from './reference-options.ts';
import { runTimeout } from './run-limits.ts';
import { optionLookup, problemSentence } from './run-options.ts';
import { runTarget } from './run-target.ts';
import { optionValues, referencedValues } from './run-values.ts';
import type { OperationTarget, PlanNode, WorkflowPlan } from './workflow-plan.ts';

/** The inputs for planning a job reference. `inventory` and `config` belong to the project that provides the nodes. */
export interface ReferenceQuestion
  extends Pick<PlanningQuestion, 'inventory' | 'config' | 'random' | 'placement' | 'automatic'> {
  readonly reference: JobReference;
  /** The referenced job. */
  readonly job: Job;
  readonly id: string;
  readonly project: string;
  readonly referring: Referring & {
    readonly target: OperationTarget;
    /** Whether the nodes of the workflow have targets of their own, because no runner was selected. */
    readonly automatic?: boolean | undefined;
    /** Nodes of the referring workflow. */
    readonly nodes: readonly PlanNode[];
  };
  /** Evaluates patterns of node filters that may need more than linear time. If absent, such patterns are refused. */
  readonly patterns?: PatternRunner;
}

export type PlannedReference =
  | {
      readonly kind: 'planned';
      readonly plan: WorkflowPlan;
      /** Values of all secure options of the referenced job. */
      readonly secureValues: Readonly<Record<string, string>>;
      /** The timeout of the job; absent: none. */
      readonly timeoutSeconds?: number;
    }
  | { readonly kind: 'failed'; readonly reason: Reason };

/** Resolves the values of a job's options. */
export type ResolveOptions = (
  job: Job,
  given: GivenOptions,
) => ResolvedOptions | RefusedOptions | Promise<ResolvedOptions | RefusedOptions>;

/** Plans the workflow of a reference. Everything that `resolve` does not load comes from the question. */
export async function planReference(
  question: ReferenceQuestion,
  resolve: ResolveOptions,
): Promise<PlannedReference> {
  const { reference, job, referring } = question;
  const asked = referenceOptions(reference, job.options, referring);
  if (asked.problem !== undefined) return failed('InvalidOptions', asked.problem);
  const resolved = await resolve(job, { options: asked.given, runnerKeys: asked.runnerKeys });
  if (resolved.kind === 'refused') {
    const problem = problemSentence(resolved);
    return failed('InvalidOptions', `The options of job ${jobPath(job)} are not valid: ${problem}.`);
  }
  const { id, project, config } = question;
  const values = referencedValues(
    job,
    optionValues(job, resolved, config, asked.further),
    { id, project },
    referring.values,
  );
  try {
    const planning: PlanningQuestion = {
      ...question,
      job,
      values,
      // Runners that were requested explicitly, here or in a referring workflow, take all nodes.
      automatic:
        job.runnerSelector === undefined && referring.automatic === true ? question.automatic : undefined,
      target:
        job.runnerSelector === undefined ? referring.target : runTarget(job, optionLookup(values.option)),
      reference: {
        nodes: expandedNodes(reference.nodes, referring.values),
        ...(reference.nodes?.nodeIntersect === true ? { among: namesOf(referring.nodes) } : {}),
        chosenByReportsOf: reportersOf(referring.nodes),
      },
    };
    const { patterns } = question;
    const plan =
      patterns === undefined
        ? await inSlices(planJob(planning))
        : await withPatternAnswers(patterns, (answers) => planJob({ ...planning, answers }));
    const timeoutSeconds = runTimeout(job, optionLookup(values.option));
    return {
      kind: 'planned',
      plan,
      secureValues: resolved.secureValues,
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    };
  } catch (error) {
    if (!isOutrunnerError(error)) throw error;
    return failed(
      error.code === 'options-invalid' ? 'InvalidOptions' : 'ConfigurationFailure',
      error.message,
    );
  }
}

function namesOf(nodes: readonly PlanNode[]): Set<string> {
  return new Set(nodes.flatMap(({ name }) => name ?? []));
}

function reportersOf(nodes: readonly PlanNode[]): Set<string> {
  return new Set(nodes.flatMap((node) => (node.kind === 'inventory' && node.chosenByReportOf) || []));
}

function expandedNodes(
  nodes: ReferenceNodes | undefined,
  values: OperationValues,
): ReferenceNodes | undefined {
  if (nodes === undefined) return undefined;
  const lookup = operationLookup(values);
  const { filter, threadCount, rankAttribute, ...rest } = nodes;
  return {
    ...rest,
    ...(filter === undefined ? {} : { filter: expandText(filter, lookup) }),
    ...(threadCount === undefined ? {} : { threadCount: expandText(threadCount, lookup) }),
    ...(rankAttribute === undefined ? {} : { rankAttribute: expandText(rankAttribute, lookup) }),
  };
}

function failed(code: string, message: string): PlannedReference {
  return { kind: 'failed', reason: { code, message } };
}
