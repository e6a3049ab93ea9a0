import { ownValue } from '../../support/records/own-value.ts';
import type { Node } from './node.ts';

/**
 * Returns a value of a node by attribute name, including `nodename` and `tags` (comma-separated). Undefined if the node
 * has none.
 */
export function nodeAttribute(node: Node, name: string): string | undefined {
  if (name === 'nodename') return node.name;
  if (name === 'tags') return node.tags.length === 0 ? undefined : node.tags.join(',');
  return ownValue(node.attributes, name);
}
