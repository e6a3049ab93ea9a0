import { copierOf, executorLike } from '../../job-language/nodes/file-copiers.ts';
import { type ExecutorKind, executorKind } from '../../job-language/nodes/node-executors.ts';
import { COPY_FILE, findPlugin } from '../../job-language/plugins/built-in-plugins.ts';
import type { GrantedOperation } from '../../protocol/runner/claims.ts';

/** The executor for steps on this host itself. */
export const OWN_HOST = 'local';

/** A file copier, and the executor of the same kind. */
export interface UsedCopier {
  readonly copier: string;
  readonly like: ExecutorKind;
}

/**
 * Returns the executor of a step. Plugin steps run on this host and act for their node, except when they copy files.
 */
export function usedExecutor({ template, node }: Pick<GrantedOperation, 'template' | 'node'>): string {
  const isHere = template.kind === 'plugin' && findPlugin(template.provider) !== COPY_FILE;
  return node === undefined || isHere ? OWN_HOST : node.executor;
}

/** Returns the file copier of a step on a node if it is of another kind than the executor; undefined otherwise. */
export function foreignCopier({
  template,
  node,
}: Pick<GrantedOperation, 'template' | 'node'>): UsedCopier | undefined {
  if (node?.copier === undefined || template.kind === 'exec') return undefined;
  if (template.kind === 'plugin' && findPlugin(template.provider) !== COPY_FILE) return undefined;
  const kind = copierOf(node);
  const like = kind && executorLike(kind);
  return like === undefined || like === executorKind(node.executor)
    ? undefined
    : { copier: node.copier, like };
}
