import {
  type ExpandedExec,
  type ExpandedScript,
  expandOperation,
  type RefusedExpansion,
} from '../../../job-language/expansion/expand-operation.ts';
import { type ShellFamily, shellFamilyOf } from '../../../job-language/expansion/shell-family.ts';
import type { NodeStep } from './node-executor.ts';

/** The step expanded for a node, and the shell family that its quoting fits. */
interface NodeExpansion {
  readonly family: ShellFamily;
  readonly expanded: ExpandedExec | ExpandedScript | RefusedExpansion;
}

/** Expands the step's template with its values, quoted for the shell of its node. */
export function expandForNode({ granted, node, loaded, secure }: NodeStep): NodeExpansion {
  const family = shellFamilyOf(node.attributes);
  const expanded = expandOperation(
    granted.template,
    loaded.values,
    secure.options,
    loaded.sourceText,
    family,
  );
  return { family, expanded };
}
