import type { OperationTarget, PlanStep, WorkflowPlan } from './workflow-plan.ts';

/** Returns a key that is equal for targets with the same runners. */
export function targetKey(target: OperationTarget): string {
  switch (target.kind) {
    case 'local':
      return 'local';
    case 'runners':
      return `runners ${[...target.runners].sort().join(' ')}`;
    case 'filter':
      return `filter ${target.filter}`;
    case 'tags':
      return `${target.match} ${[...target.tags].sort().join(' ')}`;
  }
}

/**
 * Returns the distinct targets of a workflow's operations. Excludes the targets of referenced jobs. If the
 * workflow selects runners itself, its target is always included.
 */
export function targetsOf(plan: WorkflowPlan): OperationTarget[] {
  const found = new Map<string, OperationTarget>();
  const add = (target: OperationTarget) => found.set(targetKey(target), target);
  const uses = usesOf(plan.steps);
  if (plan.automatic !== true || uses.once) add(plan.target);
  if (uses.perNode) {
    for (const node of plan.dispatch.nodes)
      add(node.kind === 'inventory' ? (node.target ?? plan.target) : plan.target);
  }
  return [...found.values()];
}

interface Uses {
  readonly perNode: boolean;
  readonly once: boolean;
}

function usesOf(steps: readonly PlanStep[]): Uses {
  return steps.map(usesOfStep).reduce(both, { perNode: false, once: false });
}

function usesOfStep(step: PlanStep): Uses {
  const handler = step.errorHandler === undefined ? undefined : usesOfStep(step.errorHandler.step);
  return both(own(step), handler ?? { perNode: false, once: false });
}

function own(step: PlanStep): Uses {
  if (step.kind === 'conditional') return usesOf(step.steps);
  if (step.kind !== 'operation') return { perNode: false, once: false };
  return { perNode: step.perNode, once: !step.perNode };
}

function both(a: Uses, b: Uses): Uses {
  return { perNode: a.perNode || b.perNode, once: a.once || b.once };
}
