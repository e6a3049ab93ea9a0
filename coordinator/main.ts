import type { CoordinatorStartOptions, RunningCoordinator } from './hosting/lifecycle/start-options.ts';
import type { DataDirFinding } from './verify/findings.ts';

/** Starts a coordinator; resolves once it accepts requests. Throws an error of the catalogue. */
export async function startCoordinator(options: CoordinatorStartOptions): Promise<RunningCoordinator> {
  const { composeCoordinator } = await import('./hosting/compose-coordinator.ts');
  return composeCoordinator(options);
}

/** Checks a data dir without changing it. Throws `data-dir-unusable`. */
export async function verifyDataDir(path: string): Promise<readonly DataDirFinding[]> {
  const verify = await import('./verify/verify-data-dir.ts');
  return verify.checkDataDir(path);
}
