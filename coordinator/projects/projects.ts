import type { Project, ProjectDocumentName } from '../../protocol/entities/project.ts';
import { NEW_PROJECT_DISPATCH } from '../../protocol/entities/project-dispatch.ts';
import { withoutProject } from '../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type {
  CreateProject,
  ProjectConfig,
  ProjectConfigEntry,
  ProjectDocument,
  ProjectInfo,
  ProjectListEntry,
  RevisedConfig,
} from '../../protocol/routes/shapes/project-shapes.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import { withValidPlans } from '../execution-modes/project-modes.ts';
import type { Executions } from '../executions/executions.ts';
import { projectOfKey } from '../keys/key-path.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { aclFileKey } from '../store/definitions/records/acl-file-record.ts';
import type { Links } from '../views/links.ts';

const READ = { resource: 'project', action: 'read' } as const;
const CONFIGURE = { resource: 'project', action: 'configure' } as const;
const DESCRIPTION = 'project.description';

export interface ProjectsParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Pick<Executions, 'openIds'>;
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

  /** Returns a project, with its configuration if the caller may configure it. Throws `not-found`. */
  async get(caller: Caller, name: ProjectName): Promise<ProjectInfo> {
    const info = this.#info(await this.#find(caller, name));
    return caller.may(CONFIGURE, { project: name }) ? info : { ...info, config: {} };
  }

  /**
   * Deletes the project with its jobs, webhooks, nodes, keys, ACL policies and runner assignments. Throws `not-found`,
   * `in-use`.
   */
  async remove(caller: Caller, name: ProjectName): Promise<void> {
    await this.#find(caller, name);
    const open = this.#parts.executions.openIds({ project: name });
    if (open.length > 0) {
      throw new OutrunnerError('in-use', {
        kind: 'Project',
        name,
        by: `execution ${open.join(', ')} has not ended`,
        remedy: 'Stop it first, or wait for it.',
      });
    }
    await this.#parts.definitions.change((draft) => {
      draft.remove('projects', name);
      draft.remove('inventories', name);
      draft.remove('nodeFilters', name);
      for (const job of draft.values('jobs')) {
        if (job.project === name) draft.remove('jobs', job.id);
      }
      for (const webhook of draft.values('webhooks')) {
        if (webhook.project === name) draft.remove('webhooks', String(webhook.id));
      }
      for (const { path } of draft.values('keys')) {
        if (projectOfKey(path) === name) draft.remove('keys', path);
      }
      for (const file of draft.values('aclFiles')) {
        if (file.project === name) draft.remove('aclFiles', aclFileKey(name, file.name));
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
  setConfig(
    caller: Caller,
    name: ProjectName,
    config: ProjectConfig,
    revision?: number,
  ): Promise<RevisedConfig> {
    return this.#changeConfig(caller, name, (project) => {
      if (revision !== undefined && project.revision !== revision)
        throw new OutrunnerError('revision-conflict', { kind: 'Project', name });
      return config;
    });
  }

  /** Throws `not-found` for a missing project and for a property that is not set. */
  async property(caller: Caller, name: ProjectName, key: string): Promise<ProjectConfigEntry> {
    return { key, value: propertyOf(await this.#find(caller, name), key) };
  }

  /** Sets one property, and leaves the others as they are. Throws `not-found`. */
  async setProperty(
    caller: Caller,
    name: ProjectName,
    property: ProjectConfigEntry,
  ): Promise<ProjectConfigEntry> {
    const { key, value } = property;
    await this.#changeConfig(caller, name, ({ config }) => ({ ...config, [key]: value }));
    return property;
  }

  /** Removes one property. Throws `not-found` for a missing project and for a property that is not set. */
  async removeProperty(caller: Caller, name: ProjectName, key: string): Promise<void> {
    await this.#changeConfig(caller, name, (project) => {
      propertyOf(project, key);
      const { [key]: _, ...others } = project.config;
      return others;
    });
  }

  /** Throws `not-found` for a missing project and for a document that the project lacks. */
  async document(caller: Caller, name: ProjectName, which: ProjectDocumentName): Promise<ProjectDocument> {
    return { contents: documentOf(await this.#find(caller, name), which) };
  }

  /** Throws `not-found`. */
  async setDocument(
    caller: Caller,
    name: ProjectName,
    which: ProjectDocumentName,
    { contents }: ProjectDocument,
  ): Promise<ProjectDocument> {
    await this.#change(caller, name, `${which}.md`, (project) => ({
      ...project,
      documents: { ...project.documents, [which]: contents },
    }));
    return { contents };
  }

  /** Throws `not-found` for a missing project and for a document that the project lacks. */
  async removeDocument(caller: Caller, name: ProjectName, which: ProjectDocumentName): Promise<void> {
    await this.#change(caller, name, `${which}.md`, (project) => {
      documentOf(project, which);
      const { [which]: _, ...documents } = project.documents ?? {};
      return { ...project, documents };
    });
  }

  /**
   * Changes the configuration in one step with its audit record, which lists the changed properties. May cancel planned
   * changes of the modes of the project.
   */
  async #changeConfig(
    caller: Caller,
    name: ProjectName,
    change: (project: Project) => ProjectConfig,
  ): Promise<RevisedConfig> {
    const changedKeys = (before: Project, after: Project): string => {
      const keys = new Set([...Object.keys(before.config), ...Object.keys(after.config)]);
      return [...keys].filter((key) => before.config[key] !== after.config[key]).join(' ');
    };
    const project = await this.#change(caller, name, changedKeys, (before) => {
      const config = change(before);
      return withValidPlans(before, { ...before, config, description: config[DESCRIPTION] ?? '' });
    });
    return revised(project);
  }

  /** Changes a project in one step with its audit record. Throws `not-found`. */
  async #change(
    caller: Caller,
    name: ProjectName,
    detail: string | ((before: Project, after: Project) => string),
    change: (project: Project) => Project,
  ): Promise<Project> {
    await this.#find(caller, name);
    return this.#parts.definitions.change((draft) => {
      const before = draft.get('projects', name);
      if (before === undefined) throw new OutrunnerError('not-found', { kind: 'Project', name });
      const after = change(before);
      const changed = typeof detail === 'string' ? detail : detail(before, after);
      this.#parts.audit(actOf(caller, 'project.configure', name, changed), draft);
      return draft.put('projects', name, after);
    });
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

function propertyOf({ name, config }: Project, key: string): string {
  const value = Object.hasOwn(config, key) ? config[key] : undefined;
  if (value === undefined)
    throw new OutrunnerError('not-found', { kind: `Property of project ${name}`, name: key });
  return value;
}

function documentOf({ name, documents }: Project, which: ProjectDocumentName): string {
  const contents = documents?.[which];
  if (contents === undefined)
    throw new OutrunnerError('not-found', { kind: `Document of project ${name}`, name: `${which}.md` });
  return contents;
}
