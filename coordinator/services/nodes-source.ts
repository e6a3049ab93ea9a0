import { isOutrunnerError, OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import { formatProblem } from '../../protocol/job/problem.ts';
import type { NodeFormat } from '../../protocol/nodes/format/node-format.ts';
import { readNodes } from '../../protocol/nodes/format/read-nodes.ts';
import type { Node } from '../../protocol/nodes/node.ts';

/** A source of a project's nodes. */
export interface NodeSource {
  readonly type: string;
  readonly description: string;
  readonly writeable: boolean;
  /** Its nodes as they are now. Throws what keeps it from being read. */
  nodes(): Promise<readonly Node[]>;
}

/** What a source answered. */
export interface SourceNodes {
  /** From 1. */
  readonly index: number;
  readonly source: NodeSource;
  readonly nodes: readonly Node[];
  readonly problem?: string;
}

/** Asks a source; what it throws is its problem, and it has no nodes then. */
export async function askSource(source: NodeSource, index: number): Promise<SourceNodes> {
  try {
    return { index, source, nodes: await source.nodes() };
  } catch (error) {
    const problem = isOutrunnerError(error) ? error.message : problemOf(error);
    return { index, source, nodes: [], problem };
  }
}

const MOST_NAMED = 5;

/** The nodes of a text. Throws `nodes-invalid`, naming the first errors with their places. */
export function soundNodes(text: string, format: NodeFormat): readonly Node[] {
  const { nodes, problems } = readNodes(text, format);
  const errors = problems.filter(({ severity }) => severity === 'error').map(formatProblem);
  if (errors.length === 0) return nodes;
  const more = errors.length > MOST_NAMED ? `; and ${errors.length - MOST_NAMED} more` : '';
  throw new OutrunnerError('nodes-invalid', {
    problem: errors.slice(0, MOST_NAMED).join('; ').replace(/\.$/, '') + more,
  });
}
