/** How a step is executed on a node: on the runner's own host, over SSH, by a configured command, or not at all. */
import { ownValue } from '../../support/records/own-value.ts';
export type ExecutorKind = 'local' | 'ssh' | 'script-exec' | 'stub';

/** Node executors by Rundeck's names. All SSH executors are one kind. */
const EXECUTORS: Readonly<Record<string, ExecutorKind>> = {
  local: 'local',
  'sshj-ssh': 'ssh',
  'jsch-ssh': 'ssh',
  'ssh-exec': 'ssh',
  'script-exec': 'script-exec',
  stub: 'stub',
};

/** Names of the available executors. */
export const EXECUTOR_NAMES: readonly string[] = Object.keys(EXECUTORS);

/** Returns the kind of the executor with this name; undefined for an unknown name. */
export function executorKind(name: string): ExecutorKind | undefined {
  return ownValue(EXECUTORS, name);
}
