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
 * The nodes of a text that has no error. Throws `nodes-invalid`, naming the first errors with their places.
 *
 * @param where how errors name the text; left out, it needs no name
 */
export function soundNodes(text: string, format: NodeFormat, where?: string): readonly Node[] {
  return soundOf(readNodes(text, format), where);
}

/** Those that were read, where there is no error; else throws as `soundNodes`. */
export function soundOf({ nodes, problems }: ReadNodes, where?: string): readonly Node[] {
  const errors = problems.filter(({ severity }) => severity === 'error').map(formatProblem);
  if (errors.length === 0) return nodes;
  const more = errors.length > MOST_NAMED ? `; and ${errors.length - MOST_NAMED} more` : '';
  const named = errors.slice(0, MOST_NAMED).join('; ').replace(/\.$/, '') + more;
  throw new OutrunnerError('nodes-invalid', { problem: where === undefined ? named : `${where}: ${named}` });
}
