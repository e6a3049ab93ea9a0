import type { PlanStep, WorkflowPlan } from './workflow-plan.ts';

/** A step on a node. `column` is the index of the node, absent for a step that runs once. Both start at 0. */
export interface Turn {
  readonly step: number;
  readonly column?: number;
}

/**
 * Returns the order in which steps start, assuming that no step fails and that all steps take equally long. With the
 * strategy `node-first`, a node runs adjacent node steps before the next node starts. With any other strategy, a step
 * starts on all nodes before the next step starts. Returns at most `most` entries.
 */
export function plannedOrder(
  plan: Pick<WorkflowPlan, 'strategy' | 'steps' | 'dispatch'>,
  most: number,
): Turn[] {
  const turns: Turn[] = [];
  for (const section of sectionsOf(plan)) {
    const [first] = section;
    if (first === undefined) continue;
    if (plan.steps[first]?.perNode !== true) {
      turns.push({ step: first });
      continue;
    }
    for (let column = 0; column < plan.dispatch.nodes.length && turns.length < most; column += 1) {
      for (const step of section) turns.push({ step, column });
    }
    if (turns.length >= most) break;
  }
  return turns.slice(0, most);
}

/** Returns groups of steps that a node runs consecutively. With `node-first`, adjacent node steps form one group. */
function sectionsOf({ strategy, steps }: Pick<WorkflowPlan, 'strategy' | 'steps'>): number[][] {
  const sections: number[][] = [];
  let before: PlanStep | undefined;
  for (const [index, step] of steps.entries()) {
    const last = sections.at(-1);
    const joins = strategy === 'node-first' && step.perNode && before?.perNode === true;
    if (joins && last !== undefined) last.push(index);
    else sections.push([index]);
    before = step;
  }
  return sections;
}
