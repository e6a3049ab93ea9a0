import type {
  ConditionalStep,
  FlowControlStep,
  InventoryNode,
  NodeDispatch,
  OperationStep,
  PlanNode,
  PlanStep,
  ReferenceStep,
  UnavailableStep,
  WorkflowPlan,
} from '../../../job-language/plan/workflow-plan.ts';
import { pickShape } from '../../../protocol/entities/pick-shape.ts';
import { WorkflowFacts } from '../../../protocol/entities/workflow-facts.ts';
import { JobId, ProjectName } from '../../../protocol/ids.ts';
import type { ResolvedWorkflow } from '../events/events.ts';

export type SamplePlan = Partial<Omit<WorkflowPlan, 'dispatch'>> &
  Partial<NodeDispatch> & { readonly dispatchKeepGoing?: boolean };

/** Returns a plan that runs on the runner's own host unless nodes are given. */
export function planOf(given: SamplePlan = {}): WorkflowPlan {
  const { nodes = [{ kind: 'runner-host' }], threadCount = 1, successOnEmpty = false } = given;
  return {
    ...pickShape(WorkflowFacts, { strategy: 'node-first', keepGoing: false, ...given }),
    steps: given.steps ?? [],
    ...(given.rules === undefined ? {} : { rules: given.rules }),
    dispatch: {
      nodes,
      threadCount,
      keepGoing: given.dispatchKeepGoing ?? false,
      successOnEmpty,
      ...(given.tiers === undefined ? {} : { tiers: given.tiers }),
    },
    values: given.values ?? { option: {}, secureOption: [], job: { name: 'Deploy' } },
    target: given.target ?? { kind: 'local' },
  };
}

export function nodesNamed(...names: readonly string[]): PlanNode[] {
  return names.map((name) => nodeNamed(name));
}

export function nodeNamed(name: string, more: Partial<InventoryNode> = {}): InventoryNode {
  return { kind: 'inventory', name, tags: [], attributes: {}, executor: 'local', ...more };
}

export function operationStep(command: string, more: Partial<OperationStep> = {}): OperationStep {
  return {
    kind: 'operation',
    label: command,
    perNode: true,
    template: { kind: 'exec', command, pty: false },
    pty: false,
    secure: false,
    filters: [],
    ...more,
  };
}

/** Returns a step that runs once for the whole workflow. */
export function onceStep(command: string, more: Partial<OperationStep> = {}): OperationStep {
  return operationStep(command, { ...more, perNode: false });
}

export function referenceStep(name: string, more: Partial<ReferenceStep> = {}): ReferenceStep {
  const reference = {
    name,
    useName: true,
    args: '',
    importOptions: false,
    failOnDisable: false,
    childNodes: false,
    ignoreNotifications: false,
  };
  return { kind: 'reference', label: name, perNode: false, reference, ...more };
}

/** Returns a conditional that runs its steps if `key` has the value `value`. */
export function conditionalStep(
  key: string,
  value: string,
  steps: readonly PlanStep[],
  more: Partial<ConditionalStep> = {},
): ConditionalStep {
  return {
    kind: 'conditional',
    label: `if ${key}`,
    perNode: true,
    groups: [[{ key, operator: '==', value }]],
    steps,
    ...more,
  };
}

/** Returns a flow control step with this configuration. */
export function flowControlStep(configuration: FlowControlStep['configuration']): FlowControlStep {
  return { kind: 'flow-control', label: 'flow-control', perNode: false, configuration };
}

export function unavailableStep(more: Partial<UnavailableStep> = {}): UnavailableStep {
  const reason = { code: 'PluginMissing', message: 'there is no plugin fancy' };
  return { kind: 'unavailable', label: 'fancy', perNode: true, reason, ...more };
}

/** Returns the step with an error handler. */
export function handled<S extends PlanStep>(step: S, handler: PlanStep, keepGoingOnSuccess = false): S {
  return { ...step, errorHandler: { step: handler, keepGoingOnSuccess } };
}

export function resolvedTo(name: string, plan: WorkflowPlan): ResolvedWorkflow {
  return {
    kind: 'workflow',
    job: {
      id: JobId.parse(`id-${name}`),
      name,
      group: '',
      revision: 1,
      textHash: 'def',
      project: ProjectName.parse('shop'),
    },
    plan,
    secureOptions: [],
  };
}
