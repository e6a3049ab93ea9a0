import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { formatProblem } from '../../protocol/job/problem.ts';
import { formatOfFile, type NodeFormat } from '../../protocol/nodes/format/node-format.ts';
import { readNodes } from '../../protocol/nodes/format/read-nodes.ts';
import type { Node } from '../../protocol/nodes/node.ts';
import { readText } from './read-text.ts';

/** The format of an inventory file, by its name. Throws `usage` where that tells none. */
export function inventoryFormat(file: string): NodeFormat {
  const format = formatOfFile(file);
  if (format !== undefined) return format;
  throw new OutrunnerError('usage', {
    problem: `The name of ${file} does not tell its format.`,
    remedy: 'Let it end in .yaml, .json or .xml.',
  });
}

/**
 * The nodes of an inventory file (YAML, JSON or XML). Each problem is said as `file:line:col: …`; with an error among
 * them, it throws `nodes-invalid`.
 */
export async function readInventory(file: string, say: (line: string) => void): Promise<readonly Node[]> {
  const { nodes, problems } = readNodes(await readText(file), inventoryFormat(file));
  for (const problem of problems) say(`${file}:${formatProblem(problem)}`);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return nodes;
  throw new OutrunnerError('nodes-invalid', {
    problem: `${file} has ${errors === 1 ? 'an error' : 'errors'}`,
  });
}
