import type { ValueName } from './reference.ts';

/** Returns the name of the environment variable of a value: `RD_OPTION_MY_OPT` for `option` and `my-opt`. */
export function environmentName(group: string, key: string): string {
  return `RD_${group}_${key}`.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
}

/**
 * Returns the name of the variable for a value of another step or node: `RD_2_DATA_K_WEB1` for
 * `2:data.k@web1`.
 */
function referenceVariable(expression: string): string {
  return `RD_${expression}`.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
}

/** Returns the name of the variable that holds the value of an expression. */
export function variableOf({ group, key, elsewhere }: ValueName): string {
  return elsewhere === undefined ? environmentName(group, key) : referenceVariable(elsewhere.expression);
}

/**
 * Returns the `RD_*` variables of a step. If two values have the same variable name, the last one in `groups` wins.
 * Values in `groups` win over `references`.
 */
export function environmentOf(
  groups: ReadonlyMap<string, ReadonlyMap<string, string>>,
  references: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [expression, value] of Object.entries(references))
    environment[referenceVariable(expression)] = value;
  for (const [group, values] of groups) {
    for (const [key, value] of values) environment[environmentName(group, key)] = value;
  }
  return environment;
}
