import { keepOldHeapSmall, keepYoungHeapSmall } from '../support/process/small-heap.ts';
import type { CoordinatorStartOptions, RunningCoordinator } from './hosting/lifecycle/start-options.ts';
import type { DataDirFinding } from './verify/findings.ts';

/** Starts a coordinator. Resolves once the coordinator accepts requests. Throws a catalogue error. */
export async function startCoordinator(options: CoordinatorStartOptions): Promise<RunningCoordinator> {
  // Must run before the modules load: the garbage that loading them creates would enlarge the young generation.
  keepYoungHeapSmall();
  keepOldHeapSmall();
  const { composeCoordinator } = await import('./hosting/compose-coordinator.ts');
  return composeCoordinator(options);
}

/** Checks a data dir without changing it. Throws `data-dir-unusable`. */
export async function verifyDataDir(path: string): Promise<readonly DataDirFinding[]> {
  const verify = await import('./verify/verify-data-dir.ts');
  return verify.checkDataDir(path);
}
