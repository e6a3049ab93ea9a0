import { environmentName } from '../../../job-language/expansion/environment.ts';
import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import { namedKeysOf, sentPasswordsOf } from '../../../job-language/nodes/node-secrets.ts';
import { isListedKeyPath } from '../../../job-language/nodes/trust/key-paths.ts';
import type { InventoryNode, NodeDispatch, PlanNode } from '../../../job-language/plan/workflow-plan.ts';
import type { OperationTemplate } from '../../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { isRemote } from '../../engine/operations/node-executor.ts';

type Attributes = Readonly<Record<string, string>>;

/** Matches a value that cannot change the folder of a path and cannot be parsed as a command-line option. */
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_.@-]*$/u;

/** Thrown if a step needs a value or secret that cannot be granted. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
  /** The code that Rundeck reports for such a failure. */
  readonly reason = 'ConfigurationFailure';
}

/**
 * Returns the values that a step on a node may have. A node of an untrusted source gets no secure options if the node
 * is remote or selects its runners, because the author of the source could direct the options to any machine or runner.
 * The same applies to a node whose runner was chosen by facts that only this runner reports.
 *
 * Throws {@link GrantRefused} if the step needs a value that it may not have.
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

/** Returns why the node may not have secure options, with the remedy; undefined if it may. */
function withheldFrom(node: PlanNode): string | undefined {
  if (node.kind === 'runner-host') return undefined;
  const { chosenByReportOf, untrustedSource } = node;
  if (chosenByReportOf !== undefined)
    return `which is chosen by facts that only the runner ${chosenByReportOf} itself reports. Confirm them with \`outrunner runner pin ${chosenByReportOf}\`, or choose the node by its name or tags`;
  const isOnChosenHost = isRemote(node) || node.target?.kind === 'runners';
  if (untrustedSource === undefined || !isOnChosenHost) return undefined;
  return `which ${notTrusted(untrustedSource)}. ${remedy(untrustedSource)}`;
}

/**
 * Returns whether the step might use the option. The text of a script from a file or URL is unknown here, so such a
 * step is assumed to use every option.
 */
function mayUse(template: OperationTemplate, option: string): boolean {
  if (template.kind === 'script-file' || template.kind === 'script-url') return true;
  const text = JSON.stringify(template);
  return text.includes(`option.${option}`) || text.toUpperCase().includes(environmentName('option', option));
}

/**
 * Returns the lookup that expands an attribute of a node, or undefined if the attribute must not be expanded.
 * Attributes that an untrusted source wrote are not expanded. A value of a node from such a source is inserted into the
 * project's defaults, which may be paths, only if the value is a plain name.
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
      `the property project.${attribute} uses node.${name.key}, whose value on node ${node.name} is not a plain name; the node ${notTrusted(node.untrustedSource)}`,
    );
  };
}

/**
 * Checks the secrets that a node's attributes refer to. If the project has a list of key paths, keys in the node's own
 * attributes must be on that list. An untrusted node is sent a password only from a listed path.
 *
 * Throws {@link GrantRefused} with the remedy.
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
  return `Set resources.source.${source}.trusted to true in the project's configuration if everyone who can write that source may read its secrets`;
}
