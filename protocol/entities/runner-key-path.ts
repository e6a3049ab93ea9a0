/** Path prefix of the keys in a runner's own key storage. */
export const RUNNER_KEYS = 'runner/';

/**
 * Whether a path is that of a key in a runner's own storage. Only the runner that needs the key resolves such a path;
 * the coordinator's own keys begin with `keys/`, as in `keys/runner/…`.
 */
export function isRunnerKeyPath(path: string): boolean {
  return path.trim().startsWith(RUNNER_KEYS);
}
