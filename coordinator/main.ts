import type { RunningCoordinator, StartOptions } from './hosting/start-options.ts';

/** Starts a coordinator; resolves once it accepts requests. Throws an error of the catalogue. */
export async function startCoordinator(options: StartOptions): Promise<RunningCoordinator> {
  const { composeCoordinator } = await import('./hosting/compose-coordinator.ts');
  return composeCoordinator(options);
}
