import { z } from 'zod';
import type { Condition as PlanCondition } from '../plan/workflow-plan.ts';
import { Text } from './scalar-schemas.ts';

/** One comparison of a conditional step. */
export const Condition = z.looseObject({
  key: Text.describe('What is compared, for example ${option.env}'),
  operator: z
    .enum(['==', '!=', '>', '<', '>=', '<=', 'contains', 'matches'])
    .default('==')
    .describe('== != > < >= <= contains or matches'),
  value: Text.default('').describe('What it is compared with'),
});
export type Condition = z.output<typeof Condition>;

/** Groups of which one must hold; of a group every condition must. */
export const ConditionGroups = z
  .array(z.array(Condition))
  .describe('Any group, of which every condition holds');

/** The conditions in the words of a plan. */
export function planConditions(groups: readonly (readonly Condition[])[]): PlanCondition[][] {
  return groups.map((group) => group.map(({ key, operator, value }) => ({ key, operator, value })));
}
