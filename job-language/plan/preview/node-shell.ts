import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { expandText } from '../../expansion/expand-text.ts';
import { type ShellFamily, shellFamilyOf } from '../../expansion/shell-family.ts';
import { operationLookup } from '../../expansion/value-lookup.ts';
import { executorAttributes } from '../../nodes/executor-attributes.ts';
import { executorKind } from '../../nodes/node-executors.ts';
import { userAtHost } from '../../nodes/user-at-host.ts';
import { nodeValuesOf } from '../node-values.ts';
import type { NodeDispatch, PlanNode } from '../workflow-plan.ts';

/** Returns the shell that reads a command on a node. Steps on the runner's host use the POSIX shell. */
export function shellOn(node: PlanNode | undefined, { nodeDefaults = {} }: NodeDispatch): ShellFamily {
  if (node?.kind !== 'inventory' || executorKind(node.executor) !== 'ssh') return 'unix';
  return shellFamilyOf(executorAttributes(node.attributes, nodeDefaults));
}

/** Returns the `user@host` of an SSH node, expanded as in a run; undefined for other nodes. */
export function sshAddress(
  node: PlanNode,
  { nodeDefaults = {} }: NodeDispatch,
  values: OperationValues,
): string | undefined {
  if (node.kind !== 'inventory' || executorKind(node.executor) !== 'ssh') return undefined;
  const attributes = executorAttributes(node.attributes, nodeDefaults);
  const named = userAtHost(attributes['hostname'] ?? node.name);
  const { username = named.username ?? '?' } = attributes;
  const address = `${username}@${named.hostname}`;
  if (!address.includes('$')) return address;
  return expandText(address, operationLookup({ ...values, node: nodeValuesOf(node, '') }));
}
