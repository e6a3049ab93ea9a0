import { ownValue } from '../../support/records/own-value.ts';
import { EXECUTOR_NAMES, type ExecutorKind, executorKind } from './node-executors.ts';

/** How a file is copied to a node: on the runner's own host, over SSH, by a configured command, or not at all. */
export type CopierKind = 'local' | 'ssh' | 'script-copy' | 'stub';

/** File copiers by Rundeck's names. All SSH copiers are one kind, which uses SFTP, or SCP if SFTP is disabled. */
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

/** Names of the available file copiers. */
export const COPIER_NAMES: readonly string[] = Object.keys(COPIERS);

/** A node executor and a file copier in the configuration of a node or its project. */
export interface ExecutorPair {
  readonly executor: string;
  /** Absent: the copier that belongs to the executor. */
  readonly copier?: string | undefined;
}

/** Returns the kind of copier that a node uses; undefined for an unknown executor or copier. */
export function copierOf({ executor, copier }: ExecutorPair): CopierKind | undefined {
  const kind = executorKind(executor);
  if (kind === undefined) return undefined;
  // A stub needs no copier.
  if (copier === undefined || kind === 'stub') return OWN[kind];
  return copierKind(copier);
}

/** Returns the kind of the copier with this name; undefined for an unknown name. */
export function copierKind(name: string): CopierKind | undefined {
  return ownValue(COPIERS, name);
}

/** Returns the kind of executor that works like a copier. */
export function executorLike(copier: CopierKind): ExecutorKind {
  return copier === 'script-copy' ? 'script-exec' : copier;
}

/** Returns why an executor and a copier do not work together, for a script or for files; undefined if they do. */
export function pairProblem(pair: ExecutorPair, use: 'script' | 'files'): string | undefined {
  const { executor, copier } = pair;
  const kind = copierOf(pair);
  if (copier === undefined || executorKind(executor) === 'stub') return undefined;
  if (kind === undefined)
    return `the file copier "${copier}" is not available; available copiers: ${COPIER_NAMES.join(', ')}`;
  const together = `the node executor "${executor}" and the file copier "${copier}" cannot be combined`;
  if (executorKind(executor) === 'local' && kind === 'ssh')
    return `${together}: steps run on the host of the runner, but files would be copied to another host. Remove the file copier, or set an SSH node executor (${ofSsh().join(', ')})`;
  if (kind === 'stub' && use === 'script')
    return `${together} for a script: the script is not copied, so the node has nothing to run. Remove the file copier, or also set the node executor to "stub"`;
  return undefined;
}

function ofSsh(): string[] {
  return EXECUTOR_NAMES.filter((name) => executorKind(name) === 'ssh');
}
