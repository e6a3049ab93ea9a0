import { IdentityFile } from '../credentials/identity.ts';
import type { InstallFacts } from './install-facts.ts';
import { installPlaces } from './install-places.ts';
import { installedService, isRunning, serviceState } from './installed-service.ts';
import { describeHealth, isWriterRunning, readHealth, type ShownHealth } from './read-health.ts';

/** The status of an installed runner on this host. */
export interface InstallStatus {
  readonly service: string;
  /** State reported by the service manager; null if there is no service manager, or if it does not know the service. */
  readonly state: string | null;
  /** Whether the service is running; without a service manager, whether the runner's process is running. */
  readonly running: boolean;
  readonly dataDir: string;
  readonly enrolled: { readonly runner: string; readonly replica: string; readonly server: string } | null;
  /** Null if the health file is missing or invalid. */
  readonly health: ShownHealth | null;
}

/** Reads the status of an installed runner. Errors: `data-damaged`, `data-dir-unusable`. */
export async function readStatus(
  { name, dataDir }: { readonly name: string; readonly dataDir?: string | undefined },
  facts: InstallFacts,
): Promise<InstallStatus> {
  const chosen = dataDir ?? (await installedService(name, facts)).dataDir;
  const places = installPlaces(facts, name, chosen);
  const identity = await new IdentityFile(places.dataDir).read();
  const { enrolled } = identity ?? {};
  const state = await serviceState(places.service, facts);
  const health = await readHealth(places.dataDir);
  return {
    service: places.service,
    state,
    running: state === null ? health !== null && isWriterRunning(health) : isRunning(state),
    dataDir: places.dataDir,
    enrolled:
      identity === undefined || enrolled === undefined
        ? null
        : { runner: enrolled.runnerName, replica: enrolled.replicaId, server: identity.connection.server },
    health,
  };
}

/** Returns whether the runner is enrolled, running and healthy. */
export function isUp({ running, state, enrolled, health }: InstallStatus): boolean {
  return enrolled !== null && running && state !== 'activating' && health?.working !== false;
}

export function describeStatus(status: InstallStatus): string {
  const { service, state, running, dataDir, enrolled, health } = status;
  const last = running ? '' : 'not running; last known: ';
  return [
    `service   ${service}: ${state ?? 'not installed'}`,
    `data dir  ${dataDir}`,
    enrolled === null
      ? 'enrolled  no'
      : `enrolled  as replica ${enrolled.replica} of runner ${enrolled.runner} at ${enrolled.server}`,
    `health    ${health === null ? 'unknown' : `${last}${describeHealth(health)}`}`,
    '',
  ].join('\n');
}
