import {
  type ConfiguredSource,
  configuredSources,
} from '../../job-language/node-sources/configured-sources.ts';
import type { Project } from '../../protocol/entities/project.ts';
import { projectDispatch } from '../../protocol/entities/project-dispatch.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { Clock } from '../dispatch/ports.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorSnapshot,
} from '../store/definitions/coordinator-definitions.ts';
import { BackgroundRefresh } from './background-refresh.ts';
import type { KeptNodesFolder } from './kept-nodes.ts';
import { isLive, readNodeSource, type SourceReaders } from './read-source.ts';
import { SourceState } from './source-state.ts';

export interface ProjectSourcesParts extends SourceReaders {
  readonly definitions: CoordinatorDefinitions;
  readonly folder: KeptNodesFolder;
  readonly clock: Clock;
  /** Called when a source of the project has a new result. */
  readonly onChange: (project: ProjectName) => void;
  /** Called when the nodes of a source could not be stored, or the nodes of a removed source could not be deleted. */
  readonly onUnkept: (error: unknown) => void;
}

/** A source of a project, and whether the project trusts it. */
export interface ProjectSource {
  readonly state: SourceState;
  readonly trusted: boolean;
}

interface ProjectEntry {
  readonly project: Readonly<Project>;
  readonly sources: readonly ProjectSource[];
}

/** The configured sources of all projects. Reads them in the background, and stores their last good nodes. */
export class ProjectSources {
  readonly #parts: ProjectSourcesParts;
  readonly #refresh: BackgroundRefresh;
  readonly #projects = new Map<string, ProjectEntry>();
  readonly #closing = new Set<Promise<void>>();
  readonly #stop: () => void;

  private constructor(parts: ProjectSourcesParts) {
    this.#parts = parts;
    this.#refresh = new BackgroundRefresh(parts.clock);
    this.#stop = parts.definitions.subscribe(({ changed, snapshot }) => {
      const names = changed.filter(({ collection }) => collection === 'projects').map(({ key }) => key);
      if (names.some((name) => this.#follow(name, snapshot))) this.#forgetRemoved();
    });
  }

  /** Loads the sources of all projects. None is read before {@link start} or the first request. */
  static async open(parts: ProjectSourcesParts): Promise<ProjectSources> {
    const sources = new ProjectSources(parts);
    const snapshot = await parts.definitions.snapshot();
    for (const name of snapshot.keys('projects')) sources.#follow(name, snapshot);
    await parts.folder.retain(sources.#ids());
    return sources;
  }

  /** Starts reading sources in the background. */
  start(): void {
    this.#refresh.start();
  }

  /** Returns the sources of a project, ordered by number. */
  of(project: ProjectName): readonly ProjectSource[] {
    return this.#projects.get(project)?.sources ?? [];
  }

  /** Retries sources that lacked a runner. */
  runnersChanged(): void {
    this.#refresh.runnersChanged();
  }

  async close(): Promise<void> {
    this.#stop();
    this.#refresh.stop();
    for (const { sources } of this.#projects.values()) for (const { state } of sources) this.#close(state);
    await Promise.all(this.#closing);
  }

  /** Applies the current configuration of a project. Returns whether a source was removed. */
  #follow(name: string, snapshot: CoordinatorSnapshot): boolean {
    const project = snapshot.get('projects', name);
    const before = this.#projects.get(name);
    if (project !== undefined && before?.project.config === project.config) {
      this.#projects.set(name, { ...before, project });
      return false;
    }
    const previous = new Map(before?.sources.map(({ state }) => [state.id, state]));
    if (project === undefined) this.#projects.delete(name);
    else {
      const sources = configuredSources(project.config).map(({ trusted, ...configured }) => {
        // Trust is not part of the id, so that the nodes of a source remain when its trust changes.
        const id = JSON.stringify([name, configured]);
        const state = previous.get(id) ?? this.#made(id, project.name, { ...configured, trusted });
        previous.delete(id);
        return { state, trusted };
      });
      this.#projects.set(name, { project, sources });
    }
    for (const source of previous.values()) {
      this.#refresh.remove(source);
      this.#close(source);
    }
    return previous.size > 0;
  }

  #made(id: string, project: ProjectName, configured: ConfiguredSource): SourceState {
    const { folder, clock, onChange, onUnkept } = this.#parts;
    const { source, selector } = configured;
    const state = new SourceState({
      id,
      configured,
      folder,
      onUnkept,
      isLive: isLive(configured),
      read:
        source.kind === 'usable'
          ? (known, signal) => {
              if (selector.mode !== 'LOCAL') this.#requireRunners(project);
              return readNodeSource(this.#parts, { project, selector, source: source.source, known, signal });
            }
          : undefined,
      now: () => clock.epoch(),
      onChange: () => onChange(project),
    });
    if (source.kind === 'usable') this.#refresh.add(state, () => this.#refreshSeconds(project));
    return state;
  }

  #requireRunners(name: ProjectName): void {
    const project = this.#projects.get(name)?.project;
    if (project === undefined || projectDispatch(project).runnersEnabled) return;
    throw new OutrunnerError('discovery-unavailable', { problem: `project ${name} uses no runners` });
  }

  /**
   * Returns the refresh interval in seconds: the value of Rundeck's property in the project's configuration, otherwise
   * the global setting.
   */
  #refreshSeconds(project: ProjectName): number {
    const delay = Number(this.#projects.get(project)?.project.config['project.nodeCache.delay']);
    return delay > 0 ? delay : this.#parts.settings().nodes.refreshSeconds;
  }

  #ids(): string[] {
    return [...this.#projects.values()].flatMap(({ sources }) => sources.map(({ state }) => state.id));
  }

  /** Removes the stored nodes of removed sources once the sources are closed, because an open source may be writing. */
  #forgetRemoved(): void {
    const { folder, onUnkept } = this.#parts;
    Promise.all(this.#closing)
      .then(() => folder.retain(this.#ids()))
      .catch(onUnkept);
  }

  #close(source: SourceState): void {
    const closing = source.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
