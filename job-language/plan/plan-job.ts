import { isDeepStrictEqual } from 'node:util';
import { pickShape } from '../../protocol/entities/pick-shape.ts';
import { Strategy, WorkflowFacts } from '../../protocol/entities/workflow-facts.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { eachSliced, mapSliced, type Sliced } from '../../support/slices/sliced.ts';
import { expandText } from '../expansion/expand-text.ts';
import { groupedValues, lookupIn } from '../expansion/value-lookup.ts';
import type { Job } from '../format/job.ts';
import { jobPath } from '../format/job-path.ts';
import { globalLogFilters, rulesetText } from '../format/workflow.ts';
import type { Node } from '../nodes/node.ts';
import type { PatternAnswers } from '../nodes/pattern-answers.ts';
import type { AutomaticDispatch } from './automatic-dispatch.ts';
import type { ReferenceNodes } from './job-reference.ts';
import { type NodeChoice, planNodes, runnerHostDispatch } from './plan-nodes.ts';
import { planStep } from './plan-step.ts';
import { parseRuleLines } from './rule-lines.ts';
import { type PlacementKind, placeOf, type StepPlacement } from './step-placement.ts';
import type { NodeDispatch, OperationTarget, StepRule, WorkflowPlan } from './workflow-plan.ts';

/** Everything that a plan depends on. */
export interface PlanningQuestion {
  readonly job: Job;
  readonly values: OperationValues;
  readonly target: OperationTarget;
  /** The nodes of the project. */
  readonly inventory: readonly Node[];
  /** Rundeck's properties of the project. */
  readonly config: Readonly<Record<string, string>>;
  /** From 0 to below 1: used by orchestrators. */
  readonly random: () => number;
  /** Placement rules for steps; absent: anywhere. */
  readonly placement?: StepPlacement | undefined;
  /** A node filter instead of the job's own. */
  readonly filter?: string | undefined;
  /** Answers for patterns in node filters that need more than linear time: see `withPatternAnswers`. */
  readonly answers?: PatternAnswers | undefined;
  /** Set by a job reference: its override of the node selection, expanded. */
  readonly reference?: ReferencedNodes | undefined;
  /** The runner of each node, if neither job nor run selects runners; absent: `target` applies to all nodes. */
  readonly automatic?: AutomaticDispatch | undefined;
  /** Nodes that were planned earlier from the same inventory, for another execution id. */
  readonly known?: PlannedNodes | undefined;
}

/** The nodes of a plan, and how they were selected. */
export interface PlannedNodes {
  readonly choice: NodeChoice;
  readonly dispatch: NodeDispatch;
}

export interface ReferencedNodes {
  readonly nodes?: ReferenceNodes | undefined;
  /** Names of the nodes of the referring workflow, if only these are allowed. */
  readonly among?: ReadonlySet<string> | undefined;
  /** Names of the runners whose hosts the referring workflow selected by facts that the runners report. */
  readonly chosenByReportsOf?: ReadonlySet<string>;
}

/**
 * Plans a job for these values. The function is pure; runs, previews and the command line share it.
 *
 * Throws `options-invalid`, `node-filter-invalid`, `orchestrator-invalid`, `job-invalid` (an invalid ruleset, an
 * unknown strategy).
 */
export function* planJob(question: PlanningQuestion): Sliced<WorkflowPlan> {
  const { job, values, target } = question;
  const { sequence } = job;
  const secure = values.secureOption.length > 0;
  const dispatch = yield* dispatchOf(question);
  const nodePlaces = new Set<PlacementKind>();
  yield* eachSliced(dispatch.nodes, (node) =>
    nodePlaces.add(placeOf(node.kind === 'inventory' ? (node.target ?? target) : target)),
  );
  const context = {
    secure,
    filters: globalLogFilters(sequence),
    target,
    placement: question.placement,
    nodePlaces: [...nodePlaces],
  };
  return {
    ...pickShape(WorkflowFacts, { ...job, strategy: strategyOf(job), keepGoing: sequence.keepgoing }),
    steps: yield* mapSliced(sequence.commands, (step) => planStep(step, context)),
    ...(sequence.strategy === 'ruleset' ? { rules: rulesOf(job) } : {}),
    dispatch,
    values,
    target,
    ...(question.automatic === undefined ? {} : { automatic: true }),
  };
}

/**
 * Returns the nodes of a plan, to be passed as {@link PlanningQuestion.known} when the same run is planned again;
 * undefined if the job runs on the host of the runner.
 */
export function plannedNodes(question: PlanningQuestion, plan: WorkflowPlan): PlannedNodes | undefined {
  const choice = nodeChoiceOf(question);
  return choice && { choice, dispatch: plan.dispatch };
}

function* dispatchOf(question: PlanningQuestion): Sliced<NodeDispatch> {
  const { job, target, inventory, config, random, reference, answers, known } = question;
  const choice = nodeChoiceOf(question);
  if (choice === undefined) return runnerHostDispatch(target);
  if (known !== undefined && isDeepStrictEqual(known.choice, choice)) return known.dispatch;
  return yield* planNodes(choice, {
    inventory,
    config,
    random,
    job: jobPath(job),
    among: reference?.among,
    chosenByReportsOf: reference?.chosenByReportsOf,
    answers,
    automatic: question.automatic,
  });
}

/** Returns the node choice of a job; undefined if the job runs on the host of the runner. */
function nodeChoiceOf({ job, values, filter, reference }: PlanningQuestion): NodeChoice | undefined {
  const lookup = lookupIn(groupedValues(values, {}));
  const expanded = (text: string | undefined) => (text === undefined ? undefined : expandText(text, lookup));
  const own = job.nodefilters;
  const dispatch = own?.dispatch;
  // As in Rundeck: an override without a filter or an intersection has no effect.
  const overrides = reference?.nodes?.filter !== undefined || reference?.nodes?.nodeIntersect === true;
  const instead = overrides ? reference?.nodes : undefined;
  const given = instead?.filter ?? expanded(filter);
  const wanted = given ?? expanded(own?.filter);
  if (wanted === undefined) return undefined;
  return {
    filter: wanted,
    exclude: given === undefined ? expanded(own?.filterExclude) : undefined,
    excludePrecedence: dispatch?.excludePrecedence,
    threadCount: instead?.threadCount ?? expanded(dispatch?.threadcount),
    keepGoing: instead?.keepGoing ?? dispatch?.keepgoing,
    rankAttribute: instead?.rankAttribute ?? expanded(dispatch?.rankAttribute),
    rankOrder: instead?.rankOrder ?? dispatch?.rankOrder,
    successOnEmpty: dispatch?.successOnEmptyNodeFilter,
    orchestrator: job.orchestrator && {
      type: job.orchestrator.type,
      configuration: mapped(job.orchestrator.configuration, (text) => expandText(text, lookup)),
    },
  };
}

function mapped(
  record: Readonly<Record<string, string>>,
  change: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, text]) => [key, change(text)]));
}

/** Returns the strategy. A strategy of a plugin is stored with the job but refused here. */
function strategyOf({ sequence }: Job): WorkflowPlan['strategy'] {
  const known = Strategy.safeParse(sequence.strategy);
  if (known.success) return known.data;
  const problem = `its strategy "${sequence.strategy}" is not available; available strategies: ${Strategy.options.join(', ')}`;
  throw new OutrunnerError('job-invalid', { problem });
}

function rulesOf(job: Job): readonly StepRule[] {
  const { rules, problems } = parseRuleLines(rulesetText(job.sequence));
  const [first] = problems;
  if (first === undefined) return rules;
  const problem = `its ruleset, line ${first.line}: ${first.message.replace(/\.$/, '')}`;
  throw new OutrunnerError('job-invalid', { problem });
}
