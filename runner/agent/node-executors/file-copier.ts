import { type CopierKind, copierOf, pairProblem } from '../../../job-language/nodes/file-copiers.ts';
import type { GrantedNode } from '../../../protocol/runner/claims.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';

/**
 * By what a script that the executor of a node runs, or files of any use, get there. Throws an SshFailure where they
 * cannot.
 */
export function fileCopierOf(node: GrantedNode, use: 'script' | 'files'): CopierKind {
  const problem = pairProblem(node, use);
  const copier = copierOf(node);
  if (problem === undefined && copier !== undefined) return copier;
  throw new SshFailure(
    'ConfigurationFailure',
    `Node ${node.name} cannot get a file: ${problem ?? `its node executor "${node.executor}" is not available here`}.`,
    '',
  );
}
