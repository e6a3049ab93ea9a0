/** Name of the environment variable that holds a value: `option`, `my-opt` gives `RD_OPTION_MY_OPT`. */
export function environmentName(group: string, key: string): string {
  return `RD_${group}_${key}`.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
}

/** The `RD_*` variables of a step. Of two values with one variable name, the later one stands. */
export function environmentOf(
  groups: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [group, values] of groups) {
    for (const [key, value] of values) environment[environmentName(group, key)] = value;
  }
  return environment;
}
