import { parseBoundedJson } from '../../../protocol/bounded-json.ts';
import { problemOf } from '../../../protocol/errors/outrunner-error.ts';
import { type DiscoveryOutcome, DiscoveryRequest } from '../../../protocol/runner/discover.ts';
import { firstIssue } from '../http/read-body.ts';

type Nodes = Extract<DiscoveryOutcome, { kind: 'nodes' }>['nodes'];

/** A parsed discovery, or why its body is not one. */
export type ParsedDiscovery =
  | { readonly kind: 'parsed'; readonly request: DiscoveryRequest }
  | { readonly kind: 'invalid'; readonly problem: string };

/** Part of a parsed discovery: the discovery without its nodes first, and then its nodes in order. */
export type DiscoveryPart = ParsedDiscovery | { readonly kind: 'nodes'; readonly nodes: Nodes };

/** Nodes of a part. The main thread deserializes that many within milliseconds. */
const PART_NODES = 500;

export function parseDiscovery(bytes: Uint8Array): ParsedDiscovery {
  let value: unknown;
  try {
    value = parseBoundedJson(new TextDecoder().decode(bytes));
  } catch (error) {
    return { kind: 'invalid', problem: problemOf(error) };
  }
  const parsed = DiscoveryRequest.safeParse(value);
  if (!parsed.success) return { kind: 'invalid', problem: firstIssue(parsed.error) };
  return { kind: 'parsed', request: parsed.data };
}

/** Splits a parsed discovery into parts of bounded size. */
export function* discoveryParts(parsed: ParsedDiscovery): Generator<DiscoveryPart> {
  if (parsed.kind === 'invalid' || parsed.request.outcome.kind !== 'nodes') {
    yield parsed;
    return;
  }
  const { request } = parsed;
  const { nodes } = parsed.request.outcome;
  yield { kind: 'parsed', request: { ...request, outcome: { ...parsed.request.outcome, nodes: [] } } };
  for (let start = 0; start < nodes.length; start += PART_NODES) {
    yield { kind: 'nodes', nodes: nodes.slice(start, start + PART_NODES) };
  }
}

/** Joins the parts of one discovery. */
export async function joinedDiscovery(parts: AsyncIterable<DiscoveryPart>): Promise<ParsedDiscovery> {
  let head: ParsedDiscovery = { kind: 'invalid', problem: 'it is empty' };
  const nodes: Nodes = [];
  for await (const part of parts) {
    if (part.kind === 'nodes') nodes.push(...part.nodes);
    else head = part;
  }
  if (head.kind === 'invalid' || head.request.outcome.kind !== 'nodes') return head;
  return { kind: 'parsed', request: { ...head.request, outcome: { ...head.request.outcome, nodes } } };
}
