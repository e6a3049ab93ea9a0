import type { Plan } from './plan.ts';

/** How many cells a plan has. */
export function placeCount(plan: Plan): number {
  return plan.steps.length * plan.nodes.length;
}

/** The cell (step × nodes + node) that a plan's strategy begins as number `turn`, from 0. */
export function placeAt(plan: Plan, turn: number): number {
  if (plan.strategy === 'sequential') return turn;
  const steps = plan.steps.length;
  const step = turn % steps;
  const node = Math.floor(turn / steps);
  return step * plan.nodes.length + node;
}
