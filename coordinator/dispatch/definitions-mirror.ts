import { projectDispatch } from '../../protocol/entities/project-dispatch.ts';
import type { Replica } from '../../protocol/entities/replica.ts';
import type { Runner } from '../../protocol/entities/runner.ts';
import { ProjectName, ReplicaId, RunnerId } from '../../protocol/ids.ts';
import {
  type CoordinatorDefinitions,
  type CoordinatorRecord,
  type CoordinatorSnapshot,
  coordinatorOf,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import type { Enrollment } from '../store/definitions/records/enrollment.ts';
import type { DirectoryChange, RunnerDirectory, SettingsSource } from './ports.ts';

/** Caches the latest durable definitions in memory, so that requests need not read them from the store. */
export class DefinitionsMirror {
  readonly directory: RunnerDirectory;
  readonly settings: SettingsSource;
  #snapshot: CoordinatorSnapshot;
  readonly #onDirectory = new Set<(change: DirectoryChange) => void>();
  readonly #onSettings = new Set<() => void>();
  readonly #stop: () => void;

  private constructor(definitions: CoordinatorDefinitions, snapshot: CoordinatorSnapshot) {
    this.#snapshot = snapshot;
    this.#stop = definitions.subscribe((change) => {
      this.#snapshot = change.snapshot;
      const keys = (name: string) => change.changed.filter(({ collection }) => collection === name);
      const runners = keys('runners').map(({ key }) => RunnerId.parse(key));
      const replicas = keys('replicas').map(({ key }) => ReplicaId.parse(key));
      const projects = keys('projects').map(({ key }) => ProjectName.parse(key));
      if (runners.length + replicas.length + projects.length > 0)
        for (const listener of [...this.#onDirectory]) listener({ runners, replicas, projects });
      if (keys('settings').length > 0) for (const listener of [...this.#onSettings]) listener();
    });
    this.directory = {
      runner: (id) => this.#snapshot.get('runners', id),
      runners: (): readonly Runner[] => this.#snapshot.values('runners'),
      replica: (id) => this.#snapshot.get('replicas', id),
      replicas: (): readonly Replica[] => this.#snapshot.values('replicas'),
      servesProject: (name) => projectDispatch(this.#snapshot.get('projects', name) ?? {}).runnersEnabled,
      onChange: (listener) => subscribe(this.#onDirectory, listener),
    };
    this.settings = {
      current: () => settingsOf(this.#snapshot),
      onChange: (listener) => subscribe(this.#onSettings, listener),
    };
  }

  static async open(definitions: CoordinatorDefinitions): Promise<DefinitionsMirror> {
    return new DefinitionsMirror(definitions, await definitions.snapshot());
  }

  coordinator(): CoordinatorRecord {
    return coordinatorOf(this.#snapshot);
  }

  enrollment(tokenHash: string): Enrollment | undefined {
    return this.#snapshot.get('enrollments', tokenHash);
  }

  close(): void {
    this.#stop();
    this.#onDirectory.clear();
    this.#onSettings.clear();
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
