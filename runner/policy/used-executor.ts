import { COPY_FILE, findPlugin } from '../../protocol/plugins/built-in-plugins.ts';
import type { GrantedOperation } from '../../protocol/runner/claims.ts';

/** The executor of this host itself. */
export const OWN_HOST = 'local';

/** By which executor a step is executed here: one of a plugin does on this host what is to be done for its node, except for copying. */
export function usedExecutor({ template, node }: Pick<GrantedOperation, 'template' | 'node'>): string {
  const isHere = template.kind === 'plugin' && findPlugin(template.provider) !== COPY_FILE;
  return node === undefined || isHere ? OWN_HOST : node.executor;
}
