/** Path prefix of the keys in a runner's own key storage. */
export const RUNNER_KEYS = 'runner/';

/**
 * Whether the runner that needs the key resolves this path. The coordinator never resolves such a path; its own keys
 * with the same name have paths `keys/runner/…`.
 */
export function isRunnerKeyPath(path: string): boolean {
  return path.trim().startsWith(RUNNER_KEYS);
}
