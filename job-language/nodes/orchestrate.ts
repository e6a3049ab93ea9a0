import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ownValue } from '../../support/records/own-value.ts';
import type { Sliced } from '../../support/slices/sliced.ts';
import type { Node } from './node.ts';
import { nodeAttribute } from './node-attribute.ts';
import {
  compareRanks,
  integerOf,
  type NodeOrder,
  orderNodes,
  rankAttributeOf,
  rankOf,
} from './order-nodes.ts';

/** An orchestrator as configured in a job. */
export interface NamedOrchestrator {
  readonly type: string;
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
}

/** The selected nodes, in order, and how many run at once. */
export interface Orchestration {
  readonly nodes: readonly Node[];
  /** Sizes of tiers. All nodes of a tier finish before the next tier starts. */
  readonly tiers?: number[];
  /** Maximum number of nodes at a time. */
  readonly threadCountLimit?: number;
  /** Attributes whose values decided which nodes were selected; absent: none. */
  readonly chosenBy?: readonly string[];
}

type Configuration = NamedOrchestrator['configuration'];
type Rule = (nodes: readonly Node[], given: Given) => Orchestration;

interface Given {
  readonly configuration: Configuration;
  readonly order: NodeOrder;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const RULES: Readonly<Record<string, Rule>> = {
  subset: (nodes, { configuration, random }) => ({
    nodes: chosen(nodes, wholeNumber('subset', configuration, 'count'), random),
  }),
  rankTiered: (nodes, { order }) => ({ nodes, tiers: tierSizes(nodes, rankOf(order)) }),
  maxPercentage: (nodes, { configuration }) => {
    const percent = Math.min(100, wholeNumber('maxPercentage', configuration, 'percent'));
    return { nodes, threadCountLimit: Math.max(1, Math.round((nodes.length * percent) / 100)) };
  },
  'orchestrator-highest-lowest-attribute': (nodes, { configuration, order }) => {
    const { attribute, node } = extreme(nodes, configuration);
    // Equal values are ordered by rank.
    return { nodes: node === undefined ? [] : [node], chosenBy: [attribute, rankAttributeOf(order)] };
  },
};

/**
 * Orchestrators that order nodes by name first: the rank of a node, which its source or its runner may set,
 * must not influence the choice.
 */
const BY_NAME: ReadonlySet<string> = new Set(['subset']);

/** The supported orchestrators. */
export const ORCHESTRATORS: readonly string[] = Object.keys(RULES);

/**
 * Applies an orchestrator to ordered nodes. `random` returns a number from 0 to below 1; only `subset` uses it.
 * Throws `orchestrator-invalid` for an unknown orchestrator or an invalid configuration.
 */
export function* orchestrate(
  nodes: readonly Node[],
  orchestrator: NamedOrchestrator,
  given: Omit<Given, 'configuration'>,
): Sliced<Orchestration> {
  const { type, configuration } = orchestrator;
  const rule = ownValue(RULES, type);
  if (rule === undefined) throw invalid(type, `it is not one of ${ORCHESTRATORS.join(', ')}`);
  const ordered = BY_NAME.has(type) ? yield* orderNodes(nodes) : nodes;
  return rule(ordered, { ...given, configuration });
}

/** Returns `count` of the nodes in random order. */
function chosen(nodes: readonly Node[], count: number, random: () => number): Node[] {
  const rest = [...nodes];
  for (let place = 0; place < Math.min(count, rest.length); place += 1) {
    const from = place + Math.floor(random() * (rest.length - place));
    // Both indexes are within the list.
    [rest[place], rest[from]] = [rest[from] as Node, rest[place] as Node];
  }
  return rest.slice(0, count);
}

/** Returns the sizes of tiers: adjacent nodes of the same rank are one tier, and so are nodes without a rank. */
function tierSizes(nodes: readonly Node[], rank: (node: Node) => string | undefined): number[] {
  const sizes: number[] = [];
  let previous: string | undefined;
  for (const [index, node] of nodes.entries()) {
    const own = rank(node);
    if (index === 0 || own !== previous) sizes.push(1);
    else sizes.push((sizes.pop() ?? 0) + 1);
    previous = own;
  }
  return sizes;
}

/**
 * Returns the first node with the highest or lowest value of an attribute. No node if none has a value.
 */
function extreme(
  nodes: readonly Node[],
  configuration: Configuration,
): { readonly attribute: string; readonly node: Node | undefined } {
  const type = 'orchestrator-highest-lowest-attribute';
  const attribute = String(configuration['attribute'] ?? '').trim();
  const sort = String(configuration['sort'] ?? '').trim();
  if (attribute === '') throw invalid(type, 'its configuration lacks "attribute"');
  if (sort !== 'highest' && sort !== 'lowest') throw invalid(type, '"sort" is neither highest nor lowest');
  const direction = sort === 'highest' ? -1 : 1;
  const ranked = nodes.flatMap((node) => {
    const text = nodeAttribute(node, attribute);
    return text === undefined ? [] : [{ node, text, number: integerOf(text) }];
  });
  const [first, ...others] = ranked;
  const best = others.reduce(
    (best, one) => (best !== undefined && direction * compareRanks(one, best) < 0 ? one : best),
    first,
  );
  return { attribute, node: best?.node };
}

function wholeNumber(type: string, configuration: Configuration, key: string): number {
  const text = String(configuration[key] ?? '').trim();
  if (!/^\d{1,9}$/.test(text)) throw invalid(type, `"${key}" is not a whole number`);
  return Number(text);
}

function invalid(type: string, problem: string): OutrunnerError {
  return new OutrunnerError('orchestrator-invalid', { type, problem });
}
