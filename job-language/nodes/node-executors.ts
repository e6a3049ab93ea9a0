/** How a step is executed on a node: on the runner's own host, over SSH, by a configured command, or not at all. */
export type ExecutorKind = 'local' | 'ssh' | 'script-exec' | 'stub';

/** Node executors by the reference system's names. All of those for SSH are one here. */
const EXECUTORS: Readonly<Record<string, ExecutorKind>> = {
  local: 'local',
  'sshj-ssh': 'ssh',
  'jsch-ssh': 'ssh',
  'ssh-exec': 'ssh',
  'script-exec': 'script-exec',
  stub: 'stub',
};

/** Names of the executors that there are. */
export const EXECUTOR_NAMES: readonly string[] = Object.keys(EXECUTORS);

/** The kind of the executor of that name; undefined for one that is not here. */
export function executorKind(name: string): ExecutorKind | undefined {
  return Object.hasOwn(EXECUTORS, name) ? EXECUTORS[name] : undefined;
}
