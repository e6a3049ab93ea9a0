/**
 * The plan of a workflow: rows of steps, columns of nodes. The plan is fixed when the workflow starts. The engine
 * executes the plan, and the preview shows it. A job reference gets a separate plan when the reference starts.
 */

import type { DispatchFacts, WorkflowFacts } from '../../protocol/entities/workflow-facts.ts';
import type { RunnerId, Tag } from '../../protocol/ids.ts';
import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import type { OperationTemplate, PluginTemplate } from '../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import type { Condition } from '../format/conditional.ts';
import type { JobReference } from './job-reference.ts';

/** The replicas that may be offered an operation. */
export type OperationTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'tags'; readonly match: 'all' | 'any'; readonly tags: readonly Tag[] }
  /** The replicas that match a runner filter: see `parseRunnerFilter`. */
  | { readonly kind: 'filter'; readonly filter: string }
  /** Any of these runners that serves the project. */
  | { readonly kind: 'runners'; readonly runners: readonly RunnerId[] };

interface AnyStep {
  /** The step's description, otherwise its first line. */
  readonly label: string;
  /**
   * Whether the step runs once on each node. Otherwise it runs once per workflow, on the host of the runner that takes
   * it.
   */
  readonly perNode: boolean;
  readonly errorHandler?: ErrorHandler;
}

/** A step that runs as one operation per node, or as one operation in total. */
export interface OperationStep extends AnyStep {
  readonly kind: 'operation';
  readonly template: OperationTemplate;
  readonly pty: boolean;
  /** Whether the step gets secure values with its grant. */
  readonly secure: boolean;
  /** Log filters of the workflow first, then those of the step. */
  readonly filters: readonly LogFilter[];
  /** Set if only some nodes may run the step: why it fails on nodes of the Local Runner, or of created runners. */
  readonly refusedOn?: { readonly target: 'local' | 'created'; readonly why: string };
}

/** Runs another job as a workflow within this execution. */
export interface ReferenceStep extends AnyStep {
  readonly kind: 'reference';
  readonly reference: JobReference;
}

/** Steps that run if all conditions of at least one group hold. */
export interface ConditionalStep extends AnyStep {
  readonly kind: 'conditional';
  readonly groups: readonly (readonly PlannedCondition[])[];
  readonly steps: readonly PlanStep[];
}

/** A step that cannot be executed, for example of an unknown plugin. The step fails when it is reached. */
export interface UnavailableStep extends AnyStep {
  readonly kind: 'unavailable';
  readonly reason: { readonly code: string; readonly message: string };
}

/** Ends its workflow. See `FLOW_CONTROL`. */
export interface FlowControlStep extends AnyStep {
  readonly kind: 'flow-control';
  /** The configuration in the job. Its strings may contain `${…}` references. */
  readonly configuration: PluginTemplate['configuration'];
}

export type PlanStep = OperationStep | ReferenceStep | ConditionalStep | FlowControlStep | UnavailableStep;

export interface ErrorHandler {
  /** The handler's own error handler is ignored. */
  readonly step: PlanStep;
  readonly keepGoingOnSuccess: boolean;
}

export type ConditionOperator = Condition['operator'];

export interface PlannedCondition {
  /** May contain references, for example `${option.env}`. */
  readonly key: string;
  readonly operator: ConditionOperator;
  readonly value: string;
}

/** A parsed rule of the `ruleset` strategy. Steps are identified by number, from 1, or by label. */
export interface StepRule {
  readonly steps: 'all' | readonly (number | string)[];
  readonly runAtStart: boolean;
  readonly runInSequence: boolean;
  readonly runAfter: readonly (number | string)[];
  readonly conditions: readonly RuleCondition[];
}

export interface RuleCondition {
  /** False for `unless`. */
  readonly wanted: boolean;
  readonly key: string;
  /** Absent: the condition tests whether the key has a value. */
  readonly operator?: '==' | '!=' | '=~' | '!~' | '>=' | '<=' | '>' | '<';
  readonly value: string;
  /** Whether the condition is written `!key`, which holds if the key has no value. */
  readonly negated: boolean;
}

/**
 * The host of the runner that takes the step. The first grant determines the name of the host, unless `name` is set.
 */
export interface RunnerHostTarget {
  readonly kind: 'runner-host';
  readonly name?: string;
}

/** A node of the inventory, reached from the runner by its executor. */
export interface InventoryNode {
  readonly kind: 'inventory';
  readonly name: string;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** `local`: on the runner's own host. */
  readonly executor: string;
  /** Target of the steps on this node; absent: the target of the workflow. */
  readonly target?: OperationTarget;
  /** Absent: the copier that belongs to the executor. */
  readonly copier?: string;
  /** `N` of `resources.source.N` if that source is untrusted: the node receives no secrets. */
  readonly untrustedSource?: number;
  /** The name of the runner whose host this is, if the node was selected by facts that only this runner reports. */
  readonly chosenByReportOf?: string;
}

export type PlanNode = RunnerHostTarget | InventoryNode;

/** The nodes of a workflow in order, and how they are processed. */
export interface NodeDispatch extends Readonly<DispatchFacts> {
  readonly nodes: readonly PlanNode[];
  /** Whether to continue with other nodes after one failed. */
  readonly keepGoing: boolean;
  /** Whether a workflow without nodes succeeds. */
  readonly successOnEmpty: boolean;
  /** Attributes that the project gives to all its nodes, for executors and file copiers. */
  readonly nodeDefaults?: Readonly<Record<string, string>>;
  /** Key paths that attributes of nodes may use; absent: nodes of trusted sources may use all, others none. */
  readonly nodeKeyPaths?: readonly string[];
}

export interface WorkflowPlan extends Readonly<WorkflowFacts> {
  readonly steps: readonly PlanStep[];
  /** Only for the strategy `ruleset`. */
  readonly rules?: readonly StepRule[];
  readonly dispatch: NodeDispatch;
  /** Values for all steps on all nodes, except secure ones. Values of a node come from the node. */
  readonly values: OperationValues;
  /** Target of workflow steps, and of nodes that have no target of their own. */
  readonly target: OperationTarget;
  /** Set if the job selects no runners: each node then has the target that automatic dispatch determines. */
  readonly automatic?: true;
}
