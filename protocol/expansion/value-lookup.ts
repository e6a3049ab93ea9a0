import type { OperationValues } from './operation-values.ts';
import type { ValueName } from './reference.ts';

/** Finds the value that an expression names; undefined where the operation has none, which expands to blank. */
export type ValueLookup = (name: ValueName) => string | undefined;

/**
 * All values of an operation by group.
 *
 * @param secureValues values of the secure options that `values.secureOption` names; others are left out.
 */
export function groupedValues(
  values: OperationValues,
  secureValues: Readonly<Record<string, string>>,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const option = new Map(Object.entries(values.option));
  for (const name of values.secureOption) {
    const value = Object.hasOwn(secureValues, name) ? secureValues[name] : undefined;
    if (value !== undefined) option.set(name, value);
  }
  return new Map([
    ['option', option],
    ['job', new Map(Object.entries(values.job))],
    ['node', new Map(Object.entries(values.node ?? {}))],
    ['globals', new Map(Object.entries(values.globals ?? {}))],
  ]);
}

export function lookupIn(groups: ReadonlyMap<string, ReadonlyMap<string, string>>): ValueLookup {
  return (name) => groups.get(name.group)?.get(name.key);
}
