import { copierOf, executorLike } from '../../job-language/nodes/file-copiers.ts';
import { type ExecutorKind, executorKind } from '../../job-language/nodes/node-executors.ts';
import { COPY_FILE, findPlugin } from '../../job-language/plugins/built-in-plugins.ts';
import type { GrantedOperation } from '../../protocol/runner/claims.ts';

/** The executor of this host itself. */
export const OWN_HOST = 'local';

/** A file copier, by its name, and the kind of executor that works in its way. */
export interface UsedCopier {
  readonly copier: string;
  readonly like: ExecutorKind;
}

/** By which executor a step is executed here: one of a plugin does on this host what is to be done for its node, except for copying. */
export function usedExecutor({ template, node }: Pick<GrantedOperation, 'template' | 'node'>): string {
  const isHere = template.kind === 'plugin' && findPlugin(template.provider) !== COPY_FILE;
  return node === undefined || isHere ? OWN_HOST : node.executor;
}

/** The file copier of a step on a node, where it works in another way than the executor does; undefined otherwise. */
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
