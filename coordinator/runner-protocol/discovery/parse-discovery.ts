import { type DiscoveryOutcome, DiscoveryRequest } from '../../../protocol/runner/discover.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { parseBoundedJson } from '../../../support/text/bounded-json.ts';
import { firstIssue } from '../http/read-body.ts';

type Nodes = Extract<DiscoveryOutcome, { kind: 'nodes' }>['nodes'];

/** A parsed discovery, or the reason why its body is invalid. */
export type ParsedDiscovery =
  /** `items` contains the nodes of the outcome, so that a thread can send them in parts. */
  | { readonly kind: 'parsed'; readonly request: DiscoveryRequest; readonly items: Nodes }
  | { readonly kind: 'invalid'; readonly problem: string; readonly items?: never };

export function parseDiscovery(bytes: Uint8Array): ParsedDiscovery {
  let value: unknown;
  try {
    value = parseBoundedJson(new TextDecoder().decode(bytes));
  } catch (error) {
    return { kind: 'invalid', problem: problemOf(error) };
  }
  const parsed = DiscoveryRequest.safeParse(value);
  if (!parsed.success) return { kind: 'invalid', problem: firstIssue(parsed.error) };
  const { discoveryId, outcome } = parsed.data;
  if (outcome.kind !== 'nodes') return { kind: 'parsed', request: parsed.data, items: [] };
  const request = { discoveryId, outcome: { ...outcome, nodes: [] } };
  return { kind: 'parsed', request, items: outcome.nodes };
}

/** Puts the nodes of a parsed discovery into its outcome. */
export function discoveryWith(nodes: Nodes, { discoveryId, outcome }: DiscoveryRequest): DiscoveryRequest {
  return { discoveryId, outcome: outcome.kind === 'nodes' ? { ...outcome, nodes } : outcome };
}
