import { problemOf } from '../../protocol/errors/outrunner-error.ts';
import { expandText } from '../../protocol/expansion/expand-text.ts';
import type { OperationValues } from '../../protocol/expansion/operation-values.ts';
import { operationLookup } from '../../protocol/expansion/value-lookup.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import { executorAttributes, isExpandedEarly } from '../../protocol/nodes/executor-attributes.ts';
import { secretOptionsOf, storedSecretsOf } from '../../protocol/nodes/node-secrets.ts';
import type { NodeDispatch, PlanNode } from '../../protocol/plan/workflow-plan.ts';
import type { GrantedNode, NodeSecrets } from '../../protocol/runner/claims.ts';
import { isGranted } from '../engine/node-executor.ts';
import type { ExecutionsParts } from './needs.ts';

/** A step cannot be granted what it needs, now or later. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
  /** The reference system's code. */
  readonly reason = 'ConfigurationFailure';
}

/**
 * The node of a step as its executor reaches it; undefined where the step is executed on the runner's host, and its files
 * stand there.
 */
export function grantedNode(
  node: PlanNode,
  { nodeDefaults = {} }: NodeDispatch,
  values: OperationValues,
  isFollowed: boolean,
): GrantedNode | undefined {
  if (!isGranted(node)) return undefined;
  const { name, executor, copier } = node;
  const lookup = operationLookup(values);
  const attributes = Object.entries(executorAttributes(node.attributes, nodeDefaults)).map(
    ([attribute, text]) => [attribute, isExpandedEarly(attribute) ? expandText(text, lookup) : text] as const,
  );
  return {
    name,
    executor,
    ...(copier === undefined ? {} : { copier }),
    attributes: Object.fromEntries(attributes),
    ...(isFollowed && { isFollowed }),
  };
}

export interface SecretSources {
  readonly project: ProjectName;
  readonly readKey: ExecutionsParts['readKey'];
  /** Secure options of the job that the step belongs to. */
  readonly options: Readonly<Record<string, string>>;
}

/**
 * The secrets that a node's attributes name, of which those of the runner's own storage are left to it.
 *
 * Throws {@link GrantRefused} for a key that is not there or cannot be read.
 */
export async function nodeSecrets(
  { name, attributes }: GrantedNode,
  { project, readKey, options }: SecretSources,
): Promise<NodeSecrets> {
  const keys: Record<string, string> = {};
  for (const { attribute, path } of storedSecretsOf(attributes)) {
    const whose = `the key ${path}, which ${attribute} of node ${name} names,`;
    const content = await readKey(path, project).catch((error: unknown) => {
      throw new GrantRefused(`${whose} cannot be read: ${problemOf(error)}`, { cause: error });
    });
    if (content === undefined)
      throw new GrantRefused(
        `${whose} is not in key storage for project ${project}: store it, or correct the attribute`,
      );
    keys[path] = content;
  }
  const names = secretOptionsOf(attributes).filter((option) => Object.hasOwn(options, option));
  return { keys, options: Object.fromEntries(names.map((option) => [option, options[option] ?? ''])) };
}
