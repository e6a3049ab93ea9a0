import type { OperationValues } from '../../../protocol/runner/operation-values.ts';

/** Where the values of a step's secure options stand on the runner's side, by option; undefined where none does. */
export function runnerKeyPaths({
  secureOption,
  runnerKeys = {},
}: Pick<OperationValues, 'secureOption' | 'runnerKeys'>): Record<string, string> | undefined {
  const paths = Object.entries(runnerKeys).filter(([option]) => secureOption.includes(option));
  return paths.length === 0 ? undefined : Object.fromEntries(paths);
}
