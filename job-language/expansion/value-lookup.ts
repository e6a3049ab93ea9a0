import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { ownValue } from '../../support/records/own-value.ts';
import type { ValueName } from './reference.ts';

/** Finds the value of an expression. Undefined if the operation has no such value, which expands to blank. */
export type ValueLookup = (name: ValueName) => string | undefined;

/** Values of an operation by group and key. */
export type ValueGroups = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Returns all values of an operation by group.
 *
 * @param secureValues values of the secure options that `values.secureOption` names; other entries are ignored
 */
export function groupedValues(
  values: OperationValues,
  secureValues: Readonly<Record<string, string>>,
): ValueGroups {
  const option = new Map(Object.entries(values.option));
  for (const name of values.secureOption) {
    const value = ownValue(secureValues, name);
    if (value !== undefined) option.set(name, value);
  }
  const further = Object.entries(values.groups ?? {}).map(
    ([group, entries]) => [group, new Map(Object.entries(entries))] as const,
  );
  return new Map<string, ReadonlyMap<string, string>>([
    ...further,
    ['option', option],
    ['job', new Map(Object.entries(values.job))],
    ['node', new Map(Object.entries(values.node ?? {}))],
    ['globals', new Map(Object.entries(values.globals ?? {}))],
  ]);
}

/**
 * Returns a lookup that finds values in these groups, and values of other steps and nodes by their expression.
 *
 * @param references as in {@link OperationValues.references}; without them, other steps and nodes have no values
 */
export function lookupIn(
  groups: ValueGroups,
  references: Readonly<Record<string, string>> = {},
): ValueLookup {
  return ({ group, key, elsewhere }) => {
    if (elsewhere === undefined) return groups.get(group)?.get(key);
    return ownValue(references, elsewhere.expression);
  };
}

/** Returns a lookup of all values of an operation. */
export function operationLookup(
  values: OperationValues,
  secureValues: Readonly<Record<string, string>> = {},
): ValueLookup {
  return lookupIn(groupedValues(values, secureValues), values.references);
}
