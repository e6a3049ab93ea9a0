const NAMES = /(?:TOKEN|KEY|PASSWORD)$/i;
/** What is shorter is no secret, and masking every `1` of an output would hide what it says. */
const SHORTEST = 4;

/** The values in the runner's own environment that are masked in whatever its steps write, by the names of their variables. */
export function secretVariables(
  ...environments: readonly Readonly<Record<string, string | undefined>>[]
): readonly string[] {
  const values = environments.flatMap((environment) =>
    Object.entries(environment).flatMap(([name, value = '']) =>
      NAMES.test(name) && value.length >= SHORTEST ? [value] : [],
    ),
  );
  return [...new Set(values)];
}
