import { OutrunnerError } from '../../errors/outrunner-error.ts';
import { formatProblem } from '../../job/problem.ts';
import type { Node } from '../node.ts';
import type { NodeFormat } from './node-format.ts';
import { type ReadNodes, readNodes } from './read-nodes.ts';

const MOST_NAMED = 5;

/** Reads nodes as `soundNodes` does, here or elsewhere. */
export type ParseNodes = (text: string, format: NodeFormat, where?: string) => Promise<readonly Node[]>;

/** Reads them here and now. */
export const parseNodesHere: ParseNodes = async (text, format, where) => soundNodes(text, format, where);

/**
 * Returns the nodes of a text that has no error. Throws `nodes-invalid`, naming the first errors with their places.
 *
 * @param where how errors name the text; left out, the caller sent it. Errors quote only what the caller sent: whoever names
 * a file to read may not be allowed to see what is in it.
 */
export function soundNodes(text: string, format: NodeFormat, where?: string): readonly Node[] {
  return soundOf(readNodes(text, format), where);
}

/** Those that were read, where there is no error; else throws as `soundNodes`. */
export function soundOf({ nodes, problems }: ReadNodes, where?: string): readonly Node[] {
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

/** What is wrong by the code of a problem, without a word of the text. */
const KINDS: Readonly<Record<string, string>> = {
  'nodes-not-map': 'Nodes are a map of them by name, or a list of maps with a "nodename".',
  'node-not-map': 'A node is a map of attributes, at least "hostname".',
  'node-name-missing': 'A node has no name here. Give it a "nodename".',
  'node-name': 'The name of a node has control characters here.',
  'node-attribute': 'An attribute needs a "name".',
  'xml-root': 'Nodes are within <project>.',
  'xml-syntax': 'This is no XML.',
  'yaml-syntax': 'This is no YAML.',
  'json-syntax': 'This is no JSON.',
  'yaml-tag': 'This YAML tag is not known here. Remove it.',
  'unknown-alias': 'This alias has no anchor before it.',
  'bad-merge': 'Only a map can be merged by "<<".',
  'bad-key': 'A key must be a text, and not "__proto__".',
  'too-deep': 'It is nested too deep.',
  'too-many-values': 'Its aliases unfold to too many values.',
};

function kindOf(code: string): string {
  return KINDS[code] ?? 'It cannot be read.';
}
