import { type CopierKind, copierOf, pairProblem } from '../../../job-language/nodes/file-copiers.ts';
import type { GrantedNode } from '../../../protocol/runner/claims.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';

/**
 * Returns the file copier of a node: for a script that the node's executor runs (`script`), or for other files
 * (`files`). Throws an SshFailure if the node has no usable copier.
 */
export function fileCopierOf(node: GrantedNode, use: 'script' | 'files'): CopierKind {
  const problem = pairProblem(node, use);
  const copier = copierOf(node);
  if (problem === undefined && copier !== undefined) return copier;
  throw new SshFailure(
    'ConfigurationFailure',
    `Node ${node.name} cannot receive a file: ${problem ?? `its node executor "${node.executor}" is not available`}.`,
    '',
  );
}
