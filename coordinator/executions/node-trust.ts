import { environmentName } from '../../protocol/expansion/environment.ts';
import type { OperationTemplate } from '../../protocol/expansion/operation-template.ts';
import type { OperationValues } from '../../protocol/expansion/operation-values.ts';
import type { ValueLookup } from '../../protocol/expansion/value-lookup.ts';
import { namedKeysOf, sentPasswordsOf } from '../../protocol/nodes/node-secrets.ts';
import { isListedKeyPath } from '../../protocol/nodes/trust/key-paths.ts';
import type { InventoryNode, NodeDispatch, PlanNode } from '../../protocol/plan/workflow-plan.ts';
import { isRemote } from '../engine/node-executor.ts';
import { GrantRefused } from './grant-refused.ts';

type Attributes = Readonly<Record<string, string>>;

/** A value of a node that cannot lead to another folder or be taken for an option. */
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_.@-]*$/u;

/**
 * The values that a step on a node may be given. A node of an untrusted source gets none of a secure option, since whoever
 * writes that source chooses the machine. Neither does the host of a runner that was chosen by what it reports.
 *
 * Throws {@link GrantRefused} where the step needs such a value.
 */
export function valuesForNode(
  node: PlanNode,
  template: OperationTemplate,
  values: OperationValues,
): OperationValues {
  const why = withheldFrom(node);
  if (why === undefined || values.secureOption.length === 0) return values;
  const needed = values.secureOption.find((name) => mayUse(template, name));
  if (needed !== undefined)
    throw new GrantRefused(`the step would give the secure option ${needed} to node ${node.name}, ${why}`);
  const { runnerKeys: _, ...rest } = values;
  return { ...rest, secureOption: [] };
}

/** Why secrets do not go to the node, with the remedy; undefined where they may. */
function withheldFrom(node: PlanNode): string | undefined {
  if (node.kind === 'runner-host') return undefined;
  const { chosenByReportOf, untrustedSource } = node;
  if (chosenByReportOf !== undefined)
    return `which the node filter chooses by facts that only the runner ${chosenByReportOf} itself reports. Confirm them with \`outrunner runner pin ${chosenByReportOf}\`, or choose the node by its name or tags`;
  if (untrustedSource === undefined || !isRemote(node)) return undefined;
  return `which ${notTrusted(untrustedSource)}. ${remedy(untrustedSource)}`;
}

/** The text of a script file is not known here, so it may use any option. */
function mayUse(template: OperationTemplate, option: string): boolean {
  if (template.kind === 'script-file' || template.kind === 'script-url') return true;
  const text = JSON.stringify(template);
  return text.includes(`option.${option}`) || text.toUpperCase().includes(environmentName('option', option));
}

/**
 * Expands an attribute of a node. What an untrusted source wrote is not expanded at all; of the defaults of its project,
 * which may be paths, a value of such a node may be a single plain name.
 */
export function lookupForAttribute(
  node: InventoryNode,
  attribute: string,
  lookup: ValueLookup,
): ValueLookup | undefined {
  if (node.untrustedSource === undefined) return lookup;
  if (Object.hasOwn(node.attributes, attribute)) return undefined;
  return (name) => {
    const value = lookup(name);
    if (name.group !== 'node' || value === undefined || PLAIN.test(value)) return value;
    throw new GrantRefused(
      `the property project.${attribute} uses node.${name.key}, whose value on node ${node.name} is no plain name; the node ${notTrusted(node.untrustedSource)}`,
    );
  };
}

/**
 * Checks the secrets that a node's attributes draw: keys that its own attributes name have to be listed where the project
 * has a list, and an untrusted node is sent a password only by a listed path.
 *
 * Throws {@link GrantRefused}, with the remedy.
 */
export function checkNodeSecrets(node: InventoryNode, attributes: Attributes, dispatch: NodeDispatch): void {
  const { nodeKeyPaths } = dispatch;
  const isListed = (path: string) => isListedKeyPath(path, nodeKeyPaths ?? []);
  for (const { attribute, path } of namedKeysOf(attributes)) {
    const isOwn = Object.hasOwn(node.attributes, attribute);
    if (isOwn && nodeKeyPaths !== undefined && !isListed(path))
      throw new GrantRefused(
        `${attribute} of node ${node.name} names ${path}, which project.nodeKeyPaths does not list. Add it there, or correct the attribute`,
      );
  }
  if (node.untrustedSource === undefined) return;
  for (const { attribute, from } of sentPasswordsOf(attributes)) {
    if (from.kind === 'path' && isListed(from.path)) continue;
    const what = from.kind === 'path' ? `the password ${from.path}` : `the option ${from.name}`;
    const list = from.kind === 'path' ? ', or list that path in project.nodeKeyPaths' : '';
    throw new GrantRefused(
      `${attribute} would send ${what} to node ${node.name}, which ${notTrusted(node.untrustedSource)}. ${remedy(node.untrustedSource)}${list}`,
    );
  }
}

function notTrusted(source: number | undefined): string {
  return `comes from the untrusted node source ${source}`;
}

function remedy(source: number | undefined): string {
  return `Set resources.source.${source}.trusted to true in the configuration of the project if whoever writes that source may read its secrets`;
}
