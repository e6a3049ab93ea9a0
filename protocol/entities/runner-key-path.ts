/** Path prefix of the keys in a runner's own key storage. */
export const RUNNER_KEYS = 'runner/';

/**
 * Whether a path of a key is resolved on the runner that needs it, and never by the coordinator. What the coordinator
 * keeps under the same name is `keys/runner/…`.
 */
export function isRunnerKeyPath(path: string): boolean {
  return path.trim().startsWith(RUNNER_KEYS);
}
