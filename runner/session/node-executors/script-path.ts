import type { ExpandedScript } from '../../../protocol/expansion/expand-operation.ts';
import { scriptDestination } from '../../ssh/copy/script-destination.ts';
import type { NodeStep } from './node-executor.ts';

/** Where a script stands on the node of a step while it runs. */
export function nodeScriptPath(
  { operationId, granted, node }: NodeStep,
  { extension }: ExpandedScript,
  { windows, folder }: { readonly windows: boolean; readonly folder?: string | undefined },
): string {
  const counter = operationId.slice(operationId.indexOf('-') + 1);
  const name = { counter, executionId: String(granted.executionId), extension };
  return scriptDestination({ node: node.name, windows }, { node: folder }, name);
}
