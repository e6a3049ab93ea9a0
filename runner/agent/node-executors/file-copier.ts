import { type CopierKind, copierOf, pairProblem } from '../../../job-language/nodes/file-copiers.ts';
import type { GrantedNode } from '../../../protocol/runner/claims.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';

/**
 * Returns the file copier of a node, for scripts that its executor runs or for files of any use. Throws an SshFailure
 * if the node has none that works.
 */
export function fileCopierOf(node: GrantedNode, use: 'script' | 'files'): CopierKind {
  const problem = pairProblem(node, use);
  const copier = copierOf(node);
  if (problem === undefined && copier !== undefined) return copier;
  throw new SshFailure(
    'ConfigurationFailure',
    `Node ${node.name} cannot get a file: ${problem ?? `its node executor "${node.executor}" is not available`}.`,
    '',
  );
}
