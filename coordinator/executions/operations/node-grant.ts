import { expandText } from '../../../job-language/expansion/expand-text.ts';
import { operationLookup } from '../../../job-language/expansion/value-lookup.ts';
import { executorAttributes, isExpandedEarly } from '../../../job-language/nodes/executor-attributes.ts';
import {
  namedKeysOf,
  passphraseOptionOf,
  secretOptionsOf,
} from '../../../job-language/nodes/node-secrets.ts';
import type { NodeDispatch, PlanNode } from '../../../job-language/plan/workflow-plan.ts';
import { isRunnerKeyPath } from '../../../protocol/entities/runner-key-path.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { GrantedNode, NodeSecrets } from '../../../protocol/runner/claims.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { isDescribedInGrant } from '../../engine/operations/node-executor.ts';
import type { ExecutionsParts } from '../needs.ts';
import { checkNodeSecrets, GrantRefused, lookupForAttribute } from './node-trust.ts';

/**
 * Returns the node of a step with the attributes that its executor needs; undefined if the step and its scripts stay on
 * the runner's host.
 *
 * Throws {@link GrantRefused} if the node must not receive the secrets in its attributes.
 */
export function grantedNode(
  node: PlanNode,
  dispatch: NodeDispatch,
  values: OperationValues,
  isFollowed: boolean,
): GrantedNode | undefined {
  if (!isDescribedInGrant(node)) return undefined;
  const { name, executor, copier } = node;
  const { nodeDefaults = {} } = dispatch;
  const lookup = operationLookup(values);
  const expanded = Object.entries(executorAttributes(node.attributes, nodeDefaults)).map(
    ([attribute, text]) => {
      const own = isExpandedEarly(attribute) ? lookupForAttribute(node, attribute, lookup) : undefined;
      return [attribute, own === undefined ? text : expandText(text, own)] as const;
    },
  );
  const attributes = Object.fromEntries(expanded);
  checkNodeSecrets(node, attributes, dispatch);
  return {
    name,
    executor,
    ...(copier === undefined ? {} : { copier }),
    attributes,
    ...(isFollowed && { isFollowed }),
  };
}

export interface SecretSources {
  readonly project: ProjectName;
  readonly readKey: ExecutionsParts['readKey'];
  /** Values of the secure options of the job that contains the step, by name. */
  readonly options: Readonly<Record<string, string>>;
  /** Whether the node's source is trusted. An untrusted node is sent no secure option. */
  readonly isTrusted: boolean;
}

/**
 * Returns the secrets that a node's attributes refer to, without those that the runner reads from its own key storage.
 *
 * Throws {@link GrantRefused} for a key that does not exist or cannot be read.
 */
export async function nodeSecrets(
  { name, attributes }: GrantedNode,
  { project, readKey, options, isTrusted }: SecretSources,
): Promise<NodeSecrets> {
  const keys: Record<string, string> = {};
  for (const { attribute, path, kind } of namedKeysOf(attributes)) {
    if (isRunnerKeyPath(path)) continue;
    const whose = `the key ${path}, which ${attribute} of node ${name} names,`;
    const content = await readKey(path, project, kind).catch((error: unknown) => {
      throw new GrantRefused(`${whose} cannot be used: ${problemOf(error)}`, { cause: error });
    });
    if (content === undefined)
      throw new GrantRefused(
        `${whose} is not in key storage for project ${project}: store it, or correct the attribute`,
      );
    keys[path] = content;
  }
  const wanted = isTrusted ? secretOptionsOf(attributes) : [passphraseOptionOf(attributes)];
  const names = wanted.filter((option) => Object.hasOwn(options, option));
  return { keys, options: Object.fromEntries(names.map((option) => [option, options[option] ?? ''])) };
}
