import { findPlugin } from '../../../job-language/plugins/built-in-plugins.ts';
import { isRunnerKeyPath } from '../../../protocol/entities/runner-key-path.ts';
import type { OperationTemplate } from '../../../protocol/runner/operation-template.ts';

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
