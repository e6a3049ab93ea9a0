import { checkNodeFilter } from '../../job-language/nodes/select-nodes.ts';
import {
  MOST_NODE_FILTERS,
  type ProjectNodeFilters,
  type SavedNodeFilter,
} from '../../protocol/entities/node-filters.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';
import type { SavedNodeFilterInfo, SaveNodeFilter } from '../../protocol/routes/shapes/node-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, type AuditLine, actOf } from '../audit/audit.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';

const READ = { resource: 'node', action: 'read' } as const;
const CONFIGURE = { resource: 'project', action: 'configure' } as const;

/** The named node filters of projects. */
export class NodeFilterService {
  readonly #definitions: CoordinatorDefinitions;
  readonly #audit: Audit;

  constructor({ definitions, audit }: { definitions: CoordinatorDefinitions; audit: Audit }) {
    this.#definitions = definitions;
    this.#audit = audit;
  }

  /** Lists the filters by name. Throws `not-found` for a missing project. */
  async list(caller: Caller, project: ProjectName): Promise<SavedNodeFilterInfo[]> {
    const kept = await this.#kept(caller, project, READ);
    return kept.filters.map((filter) => info(filter, kept));
  }

  /** Returns the text of a saved filter. Throws `not-found`. */
  async find(caller: Caller, project: ProjectName, name: string): Promise<string> {
    const { filters } = await this.#kept(caller, project, READ);
    const found = filters.find((filter) => filter.name === name);
    if (found === undefined) throw missing(name);
    return found.filter;
  }

  /**
   * Saves a filter, replacing one with the same name. Throws `not-found` for a missing project, `node-filter-invalid`,
   * and `invalid-input` if the project has too many filters.
   */
  async save(
    caller: Caller,
    project: ProjectName,
    name: string,
    { filter, default: isDefault }: SaveNodeFilter,
  ): Promise<SavedNodeFilterInfo> {
    await this.#kept(caller, project, CONFIGURE);
    checkNodeFilter(filter);
    const saved = { name, filter };
    const act = actOf(caller, 'node-filter.save', project, name);
    const kept = await this.#change(project, act, (before) => {
      const others = before.filters.filter((other) => other.name !== name);
      if (others.length >= MOST_NODE_FILTERS) throw tooMany();
      const filters = [...others, saved].sort((a, b) => a.name.localeCompare(b.name));
      const wasDefault = before.default === name;
      const { default: _, ...rest } = before;
      const first = (isDefault ?? wasDefault) ? name : wasDefault ? undefined : before.default;
      return { ...rest, filters, ...(first === undefined ? {} : { default: first }) };
    });
    return info(saved, kept);
  }

  /** Throws `not-found`. */
  async remove(caller: Caller, project: ProjectName, name: string): Promise<void> {
    await this.#kept(caller, project, CONFIGURE);
    await this.#change(project, actOf(caller, 'node-filter.delete', project, name), (before) => {
      const filters = before.filters.filter((filter) => filter.name !== name);
      if (filters.length === before.filters.length) throw missing(name);
      const { default: first, ...rest } = before;
      return { ...rest, filters, ...(first === undefined || first === name ? {} : { default: first }) };
    });
  }

  #change(
    project: ProjectName,
    act: AuditLine,
    change: (before: ProjectNodeFilters) => ProjectNodeFilters,
  ): Promise<ProjectNodeFilters> {
    return this.#definitions.change((draft) => {
      if (draft.get('projects', project) === undefined) throw missingProject(project);
      const after = change(draft.get('nodeFilters', project) ?? none(project));
      this.#audit(act, draft);
      return draft.put('nodeFilters', project, after);
    });
  }

  async #kept(caller: Caller, project: ProjectName, question: AccessQuestion): Promise<ProjectNodeFilters> {
    const snapshot = await this.#definitions.snapshot();
    if (snapshot.get('projects', project) === undefined || !caller.may(question, { project }))
      throw missingProject(project);
    return snapshot.get('nodeFilters', project) ?? none(project);
  }
}

function none(project: ProjectName): ProjectNodeFilters {
  return { project, filters: [], revision: 0 };
}

function info({ name, filter }: SavedNodeFilter, kept: ProjectNodeFilters): SavedNodeFilterInfo {
  return { name, filter, default: kept.default === name };
}

function missing(name: string): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Node filter', name });
}

function missingProject(name: ProjectName): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Project', name });
}

function tooMany(): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what: 'The filter',
    problem: `the project already has ${MOST_NODE_FILTERS} filters, which is the maximum`,
    remedy: 'Delete some.',
  });
}
