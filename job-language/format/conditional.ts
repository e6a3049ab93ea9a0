import * as z from 'zod';
import { valueNameOf } from '../expansion/reference.ts';
import type { PlannedCondition } from '../plan/workflow-plan.ts';
import { KEY_NOTES } from './key-notes.ts';
import { FilledText, Text } from './scalar-schemas.ts';

export const CONDITION_OPERATORS = [
  '==',
  '!=',
  '>',
  '<',
  '>=',
  '<=',
  'contains',
  'matches',
  'exists',
  'not exists',
] as const;

/** A comparison of a conditional step. */
export const Condition = z.looseObject({
  key: FilledText.describe('Left-hand value, for example ${option.env} or option.env'),
  operator: z
    .enum(CONDITION_OPERATORS)
    .default('==')
    .describe('== != > < >= <= contains, matches, exists or not exists')
    .register(KEY_NOTES, {
      difference:
        'A pattern of `matches` must run in linear time. With look-around or back-references, the step fails with that reason.',
    }),
  value: Text.default('').describe('Right-hand value'),
});
export type Condition = z.output<typeof Condition>;

/** Groups of conditions: all conditions of at least one group must hold. */
export const ConditionGroups = z
  .array(z.array(Condition))
  .describe('Groups of conditions: all conditions of any group must be met');

/** Maximum nesting depth of conditionals, including the outermost. */
export const MOST_NESTED_CONDITIONALS = 10;

/** Maximum number of groups after inverting. */
const MOST_GROUPS = 4096;

/**
 * Returns the conditions in the form of a plan: all conditions of at least one group must hold. Inverted
 * conditions require one false condition of every group, which is expanded to every combination.
 */
export function planConditions(
  groups: readonly (readonly Condition[])[],
  inverted: boolean,
): PlannedCondition[][] {
  const planned = groups.map((group) =>
    group.map(({ key, operator, value }): PlannedCondition => ({ key: withBraces(key), operator, value })),
  );
  return inverted ? choicesOf(planned) : planned;
}

/** Groups of values that a key may contain without braces. */
const BARE_GROUPS: readonly string[] = ['option', 'job', 'node', 'data', 'globals', 'export'];

/** Whether a key is a value without braces, as Rundeck allows: `option.env` for `${option.env}`. */
export function isBareReference(key: string): boolean {
  const group = /^[^\s${}]+$/.test(key) ? valueNameOf(key)?.group : undefined;
  return group !== undefined && BARE_GROUPS.includes(group);
}

function withBraces(key: string): string {
  return isBareReference(key) ? `\${${key}}` : key;
}

/** Returns whether inverting these groups would produce more groups than the limit. */
export function tooManyInverted(groups: readonly (readonly unknown[])[]): boolean {
  return groups.reduce((count, group) => Math.min(count * group.length, MOST_GROUPS + 1), 1) > MOST_GROUPS;
}

function choicesOf(groups: readonly (readonly PlannedCondition[])[]): PlannedCondition[][] {
  return groups.reduce<PlannedCondition[][]>(
    (chosen, group) => chosen.flatMap((rest) => group.map((condition) => [...rest, condition])),
    [[]],
  );
}
