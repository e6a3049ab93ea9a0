import type { Project } from '../../protocol/entities/project.ts';
import { NEW_PROJECT_DISPATCH } from '../../protocol/entities/project-dispatch.ts';
import { withoutProject } from '../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type {
  CreateProject,
  ProjectConfig,
  ProjectInfo,
  ProjectListEntry,
  RevisedConfig,
} from '../../protocol/routes/shapes/project-shapes.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { Executions } from '../executions/executions.ts';
import { projectOfKey } from '../keys/key-path.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Links } from '../views/links.ts';

const READ = { resource: 'project', action: 'read' } as const;
const DESCRIPTION = 'project.description';

export interface ProjectsParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Pick<Executions, 'running'>;
  readonly audit: Audit;
  readonly links: Links;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Lists, creates, configures and deletes projects. */
export class Projects {
  readonly #parts: ProjectsParts;

  constructor(parts: ProjectsParts) {
    this.#parts = parts;
  }

  async list(caller: Caller): Promise<ProjectListEntry[]> {
    const snapshot = await this.#parts.definitions.snapshot();
    return snapshot
      .values('projects')
      .filter(({ name }) => caller.may(READ, { project: name }))
      .map((project) => ({
        name: project.name,
        description: project.description,
        label: project.config['project.label'] ?? '',
        created: isoSeconds(project.createdAt),
        url: this.#url(project.name),
      }));
  }

  /** Throws `already-exists`. */
  async create(caller: Caller, asked: CreateProject): Promise<ProjectInfo> {
    const config = { ...asked.config };
    const description = asked.description ?? config[DESCRIPTION] ?? '';
    const project = await this.#parts.definitions.change((draft) => {
      if (draft.get('projects', asked.name) !== undefined) {
        throw new OutrunnerError('already-exists', { kind: 'Project', name: asked.name });
      }
      this.#parts.audit(actOf(caller, 'project.create', asked.name), draft);
      return draft.put('projects', asked.name, {
        name: asked.name,
        description,
        config: { ...config, ...(description === '' ? {} : { [DESCRIPTION]: description }) },
        dispatch: NEW_PROJECT_DISPATCH,
        createdAt: this.#parts.now(),
        revision: 0,
      });
    });
    return this.#info(project);
  }

  /** Throws `not-found`. */
  async get(caller: Caller, name: ProjectName): Promise<ProjectInfo> {
    return this.#info(await this.#find(caller, name));
  }

  /** Deletes the project with its jobs, nodes, keys and runner assignments. Throws `not-found`, `in-use`. */
  async remove(caller: Caller, name: ProjectName): Promise<void> {
    await this.#find(caller, name);
    const running = this.#parts.executions.running().filter(({ project }) => project === name);
    if (running.length > 0) {
      throw new OutrunnerError('in-use', {
        kind: 'Project',
        name,
        by: `execution ${running.map(({ id }) => id).join(', ')} runs`,
        remedy: 'Stop what runs, or wait for it.',
      });
    }
    await this.#parts.definitions.change((draft) => {
      draft.remove('projects', name);
      draft.remove('inventories', name);
      draft.remove('nodeFilters', name);
      for (const job of draft.values('jobs')) {
        if (job.project === name) draft.remove('jobs', job.id);
      }
      for (const { path } of draft.values('keys')) {
        if (projectOfKey(path) === name) draft.remove('keys', path);
      }
      for (const runner of draft.values('runners')) {
        if (!runner.assignedProjects.includes(name)) continue;
        draft.put('runners', runner.id, withoutProject(runner, name));
      }
      this.#parts.audit(actOf(caller, 'project.delete', name), draft);
    });
  }

  /** Throws `not-found`. */
  async config(caller: Caller, name: ProjectName): Promise<ProjectConfig> {
    return { ...(await this.#find(caller, name)).config };
  }

  /** Throws `not-found`. */
  async revisedConfig(caller: Caller, name: ProjectName): Promise<RevisedConfig> {
    return revised(await this.#find(caller, name));
  }

  /**
   * Replaces the configuration. Its property `project.description` also becomes the project's description. Throws
   * `not-found`, and `revision-conflict` if the given revision is not the current one.
   */
  async setConfig(
    caller: Caller,
    name: ProjectName,
    config: ProjectConfig,
    revision?: number,
  ): Promise<RevisedConfig> {
    await this.#find(caller, name);
    const kept = await this.#parts.definitions.change((draft) => {
      const project = draft.get('projects', name);
      if (project === undefined) throw new OutrunnerError('not-found', { kind: 'Project', name });
      if (revision !== undefined && project.revision !== revision)
        throw new OutrunnerError('revision-conflict', { kind: 'Project', name });
      const keys = new Set([...Object.keys(project.config), ...Object.keys(config)]);
      const changed = [...keys].filter((key) => project.config[key] !== config[key]);
      this.#parts.audit(actOf(caller, 'project.configure', name, changed.join(' ')), draft);
      return draft.put('projects', name, { ...project, config, description: config[DESCRIPTION] ?? '' });
    });
    return revised(kept);
  }

  async #find(caller: Caller, name: ProjectName): Promise<Project> {
    const project = (await this.#parts.definitions.snapshot()).get('projects', name);
    if (project === undefined || !caller.may(READ, { project: name })) {
      throw new OutrunnerError('not-found', { kind: 'Project', name });
    }
    return project;
  }

  #info(project: Project): ProjectInfo {
    return {
      name: project.name,
      description: project.description,
      created: isoSeconds(project.createdAt),
      url: this.#url(project.name),
      config: { ...project.config },
    };
  }

  #url(name: ProjectName): string {
    return this.#parts.links.api(`/project/${encodeURIComponent(name)}`);
  }
}

function revised({ config, revision }: Project): RevisedConfig {
  return { config: { ...config }, revision };
}
