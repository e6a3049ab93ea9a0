import { findPlugin } from '../../../job-language/plugins/built-in-plugins.ts';
import { isRunnerKeyPath } from '../../../protocol/entities/runner-key-path.ts';
import type { OperationTemplate } from '../../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';

/** Returns the runner key paths of a step's secure options, by option name; undefined if there are none. */
export function runnerKeyPaths({
  secureOption,
  runnerKeys = {},
}: Pick<OperationValues, 'secureOption' | 'runnerKeys'>): Record<string, string> | undefined {
  const paths = Object.entries(runnerKeys).filter(([option]) => secureOption.includes(option));
  return paths.length === 0 ? undefined : Object.fromEntries(paths);
}

/**
 * Returns the runner key paths of a plugin step's properties, by property. Paths come only from the job's text, never
 * from values.
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
