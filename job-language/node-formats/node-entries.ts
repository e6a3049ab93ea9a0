import type { Node } from '../nodes/node.ts';
import { tagList } from './node-text.ts';

/** Returns the attributes of a node for API responses, including its name and its tags (`a, b`). */
export function nodeEntry(node: Node): Record<string, string> {
  return { nodename: node.name, ...node.attributes, tags: node.tags.join(', ') };
}

/** Returns nodes by name, in the form of {@link nodeEntry}. */
export function nodeEntries(nodes: readonly Node[]): Record<string, Record<string, string>> {
  return Object.fromEntries(nodes.map((node) => [node.name, nodeEntry(node)]));
}

/** Returns the nodes of the entries that {@link nodeEntries} returned. */
export function nodesOfEntries(entries: Readonly<Record<string, Readonly<Record<string, string>>>>): Node[] {
  return Object.entries(entries).map(([nodename, entry]) => nodeOfEntry({ ...entry, nodename }));
}

/** Returns the node of an entry that {@link nodeEntry} returned. */
export function nodeOfEntry({
  nodename: name = '',
  tags = '',
  ...attributes
}: Readonly<Record<string, string>>): Node {
  return { name, tags: tagList([tags]), attributes };
}
