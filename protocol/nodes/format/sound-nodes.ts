import { OutrunnerError } from '../../errors/outrunner-error.ts';
import { formatProblem } from '../../job/problem.ts';
import type { Node } from '../node.ts';
import type { NodeFormat } from './node-format.ts';
import { readNodes } from './read-nodes.ts';

const MOST_NAMED = 5;

/**
 * The nodes of a text that has no error. Throws `nodes-invalid`, naming the first errors with their places.
 *
 * @param where how errors name the text; left out, it needs no name
 */
export function soundNodes(text: string, format: NodeFormat, where?: string): readonly Node[] {
  const { nodes, problems } = readNodes(text, format);
  const errors = problems.filter(({ severity }) => severity === 'error').map(formatProblem);
  if (errors.length === 0) return nodes;
  const more = errors.length > MOST_NAMED ? `; and ${errors.length - MOST_NAMED} more` : '';
  const named = errors.slice(0, MOST_NAMED).join('; ').replace(/\.$/, '') + more;
  throw new OutrunnerError('nodes-invalid', { problem: where === undefined ? named : `${where}: ${named}` });
}
