import { readNodes } from '../../job-language/node-formats/read-nodes.ts';
import type { Node } from '../../job-language/nodes/node.ts';
import { formatProblem } from '../../job-language/source/problem.ts';
import { formatOfFile, formatOfText, type NodeFormat } from '../../protocol/entities/node-format.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { readTextFile } from './read-text.ts';

/** The content of an inventory file. */
export interface InventoryText {
  readonly text: string;
  readonly format: NodeFormat;
}

/** Reads an inventory file. Detects the format by its extension, otherwise by its content. Throws `usage`. */
export async function readInventoryText(file: string): Promise<InventoryText> {
  const text = await readTextFile(file);
  return { text, format: formatOfFile(file) ?? formatOfText(text) };
}

/**
 * Reads the nodes of an inventory file (YAML, JSON or XML). Prints each problem as `file:line:col: …`. Throws
 * `nodes-invalid` if a problem is an error.
 */
export async function readInventory(file: string, say: (line: string) => void): Promise<readonly Node[]> {
  const { text, format } = await readInventoryText(file);
  const { nodes, problems } = readNodes(text, format);
  for (const problem of problems) say(`${file}:${formatProblem(problem)}`);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return nodes;
  throw new OutrunnerError('nodes-invalid', {
    problem: `${file} has ${errors === 1 ? 'an error' : 'errors'}`,
  });
}
