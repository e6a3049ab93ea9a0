import type { ExecutorKind } from './node-executors.ts';

/** How files get to a node: written on the runner's own host, over SSH, by a command of its own, or not at all. */
export type CopierKind = 'local' | 'ssh' | 'script-copy' | 'stub';

/** File copiers by the reference system's names. All of those for SSH are one here: SFTP, and SCP where that is off. */
const COPIERS: Readonly<Record<string, CopierKind>> = {
  local: 'local',
  'sshj-scp': 'ssh',
  'jsch-scp': 'ssh',
  'ssh-copier': 'ssh',
  'script-copy': 'script-copy',
  stub: 'stub',
};

/** The copier that belongs to each executor. */
const OWN: Readonly<Record<ExecutorKind, CopierKind>> = {
  local: 'local',
  ssh: 'ssh',
  'script-exec': 'script-copy',
  stub: 'stub',
};

/** Names of the file copiers that there are. */
export const COPIER_NAMES: readonly string[] = Object.keys(COPIERS);

/**
 * Why files cannot be copied to a node with that executor by the copier that it names; undefined where they can.
 * A node on the runner's own host needs none, and one that is a stub gets none.
 */
export function copierProblem(executor: ExecutorKind, copier: string | undefined): string | undefined {
  if (copier === undefined || executor === 'local' || executor === 'stub') return undefined;
  const kind = Object.hasOwn(COPIERS, copier) ? COPIERS[copier] : undefined;
  if (kind === undefined)
    return `the file copier "${copier}" is not available here; those that are: ${COPIER_NAMES.join(', ')}`;
  if (kind === OWN[executor]) return undefined;
  const fitting = COPIER_NAMES.filter((name) => COPIERS[name] === OWN[executor]);
  return `the file copier "${copier}" does not go with its node executor, which takes ${fitting.join(', ')}`;
}
