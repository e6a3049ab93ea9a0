import type { ExpandedScript } from '../../../job-language/expansion/expand-operation.ts';
import { expandText } from '../../../job-language/expansion/expand-text.ts';
import { operationLookup } from '../../../job-language/expansion/value-lookup.ts';
import { scriptDestination } from '../../ssh/copy/script-destination.ts';
import type { NodeStep } from './node-executor.ts';

const LONGEST_NAME = 100;

/** Returns the path on the step's node from which a script runs. */
export function nodeScriptPath(
  step: Pick<NodeStep, 'operationId' | 'granted' | 'node' | 'loaded'>,
  script: ExpandedScript,
  { windows, folder }: { readonly windows: boolean; readonly folder?: string | undefined },
): string {
  const { operationId, granted, node } = step;
  const counter = operationId.slice(operationId.indexOf('-') + 1);
  const baseName = ownName(step, script, windows);
  const name = {
    counter,
    executionId: String(granted.executionId),
    extension: script.extension,
    ...(baseName !== undefined && { baseName }),
  };
  return scriptDestination({ node: node.name, windows }, folder, name);
}

/**
 * Returns the name of a script file with the extension that the step configures. Windows runs no script without an
 * extension.
 */
function ownName(
  { granted, loaded }: Pick<NodeStep, 'granted' | 'loaded'>,
  script: ExpandedScript,
  windows: boolean,
): string | undefined {
  const { template } = granted;
  if (template.kind !== 'script-file') return undefined;
  // Excludes the values of secure options, because everyone can see file names.
  const path = expandText(template.path, operationLookup(loaded.values));
  const base = path.replace(/^.*[\\/]/, '').slice(-LONGEST_NAME);
  if (base === '') return undefined;
  const isAsked = (template.fileExtension ?? '').trim() !== '' || (windows && !base.includes('.'));
  return isAsked && !base.endsWith(script.extension) ? `${base}${script.extension}` : base;
}
