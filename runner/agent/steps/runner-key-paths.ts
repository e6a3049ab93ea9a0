import { findPlugin } from '../../../job-language/plugins/built-in-plugins.ts';
import { isRunnerKeyPath } from '../../../protocol/entities/runner-key-path.ts';
import type { OperationTemplate } from '../../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';

/** Where the values of a step's secure options stand on the runner's side, by option; undefined where none does. */
export function runnerKeyPaths({
  secureOption,
  runnerKeys = {},
}: Pick<OperationValues, 'secureOption' | 'runnerKeys'>): Record<string, string> | undefined {
  const paths = Object.entries(runnerKeys).filter(([option]) => secureOption.includes(option));
  return paths.length === 0 ? undefined : Object.fromEntries(paths);
}

/**
 * The properties of a plugin step that name a key of the runner, with its path as the job has it. A path is what stands in
 * the job, never what a value brings.
 */
export function pluginKeyPaths(template: OperationTemplate): Record<string, string> | undefined {
  if (template.kind !== 'plugin') return undefined;
  const paths: Record<string, string> = {};
  for (const property of findPlugin(template.provider)?.keyProperties ?? []) {
    const text = template.configuration[property];
    if (typeof text === 'string' && isRunnerKeyPath(text)) paths[property] = text;
  }
  return Object.keys(paths).length === 0 ? undefined : paths;
}
