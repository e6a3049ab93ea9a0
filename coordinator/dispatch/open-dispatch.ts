import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { DefinitionsMirror } from './definitions-mirror.ts';
import { DispatchQueue } from './queue/dispatch-queue.ts';
import { Registry, type RegistryParts } from './replicas/registry.ts';
import { RunnerDiscovery } from './runner-discovery.ts';

export interface DispatchOptions extends Pick<RegistryParts, 'clock' | 'running'> {
  readonly definitions: CoordinatorDefinitions;
}

/** The enrolled replicas, and the operations and discoveries that wait for them. */
export interface OpenedDispatch {
  readonly mirror: DefinitionsMirror;
  readonly registry: Registry;
  readonly queue: DispatchQueue;
  readonly discoveries: RunnerDiscovery;
  close(): void;
}

export async function openDispatch({
  definitions,
  clock,
  running,
}: DispatchOptions): Promise<OpenedDispatch> {
  const mirror = await DefinitionsMirror.open(definitions);
  const { directory, settings } = mirror;
  const registry = new Registry({ clock, directory, settings, running });
  const queue = new DispatchQueue({ clock, directory, settings, registry });
  const discoveries = new RunnerDiscovery({ clock, directory, settings, registry });
  registry.follow({
    available: (presence) => queue.serve(presence),
    unavailable: (presence) => queue.takeBack(presence),
  });
  return {
    mirror,
    registry,
    queue,
    discoveries,
    close() {
      discoveries.close();
      queue.close();
      registry.close();
      mirror.close();
    },
  };
}
