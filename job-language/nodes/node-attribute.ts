import type { Node } from './node.ts';

/**
 * A value of a node by the name of its attribute; `nodename` and `tags` (comma-separated) count among them. Undefined
 * where the node has none.
 */
export function nodeAttribute(node: Node, name: string): string | undefined {
  if (name === 'nodename') return node.name;
  if (name === 'tags') return node.tags.length === 0 ? undefined : node.tags.join(',');
  return Object.hasOwn(node.attributes, name) ? node.attributes[name] : undefined;
}
