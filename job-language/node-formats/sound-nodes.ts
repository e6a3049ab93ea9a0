import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Node } from '../nodes/node.ts';
import { formatProblem } from '../source/problem.ts';
import { readNodes } from './read-nodes.ts';

const MOST_NAMED = 5;

/** Parses nodes as `soundNodes` does, on this thread or another. */
export type ParseNodes = (text: string, format: NodeFormat, where?: string) => Promise<readonly Node[]>;

/** Parses nodes on the current thread. */
export const parseNodesHere: ParseNodes = async (text, format, where) => soundNodes(text, format, where);

/**
 * Returns the nodes of a text that has no error. Throws `nodes-invalid` with the first errors and their positions.
 *
 * @param where the name of the text in errors; undefined if the caller sent the text. Errors quote only text that the
 *   caller sent, because a caller who passes a path may not be allowed to read the file.
 */
export function soundNodes(text: string, format: NodeFormat, where?: string): readonly Node[] {
  const { nodes, problems } = readNodes(text, format);
  const errors = problems
    .filter(({ severity }) => severity === 'error')
    .map((problem) =>
      formatProblem(where === undefined ? problem : { ...problem, message: kindOf(problem.code) }),
    );
  if (errors.length === 0) return nodes;
  const more = errors.length > MOST_NAMED ? `; and ${errors.length - MOST_NAMED} more` : '';
  const named = errors.slice(0, MOST_NAMED).join('; ').replace(/\.$/, '') + more;
  throw new OutrunnerError('nodes-invalid', { problem: where === undefined ? named : `${where}: ${named}` });
}

/** Messages by problem code, for texts whose content errors must not quote. */
const KINDS: Readonly<Record<string, string>> = {
  'nodes-not-map': 'Nodes must be a map from names to nodes, or a list of maps with a "nodename".',
  'node-not-map': 'A node must be a map of attributes, with at least "hostname".',
  'node-name-missing': 'This node has no name. Give it a "nodename".',
  'node-name': 'The name of this node contains control characters.',
  'node-attribute': 'An attribute needs a "name".',
  'xml-root': 'The root element must be <project>.',
  'xml-syntax': 'This is not valid XML.',
  'yaml-syntax': 'This is not valid YAML.',
  'json-syntax': 'This is not valid JSON.',
  'yaml-tag': 'This YAML tag is not supported. Remove it.',
  'unknown-alias': 'This alias has no anchor before it.',
  'bad-merge': 'Only a map can be merged with "<<".',
  'bad-key': 'A key must be a string other than "__proto__".',
  'too-deep': 'It is nested too deeply.',
  'too-many-values': 'Its aliases expand to too many values.',
};

function kindOf(code: string): string {
  return KINDS[code] ?? 'It cannot be read.';
}
