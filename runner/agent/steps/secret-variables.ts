const NAMES = /(?:TOKEN|KEY|PASSWORD)$/i;
/** Minimum length of a secret, in characters. Masking every `1` would make the output unreadable. */
const SHORTEST = 4;

/**
 * Returns the values of the runner's environment whose variable names mark them as secret. They are masked in the
 * output of all steps.
 */
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
