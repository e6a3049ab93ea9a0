import { nodeEntries } from '../../job-language/node-formats/node-entries.ts';
import { writeNodes } from '../../job-language/node-formats/write-nodes.ts';
import { withPatternAnswers } from '../../job-language/nodes/pattern-answers.ts';
import { selectNodes } from '../../job-language/nodes/select-nodes.ts';
import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';
import type {
  NodeEntries,
  NodeSourceInfo,
  ProjectNodeSources,
} from '../../protocol/routes/shapes/node-shapes.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import { inSlices } from '../../support/slices/sliced.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { InventoryRecord } from '../store/definitions/records/inventory-record.ts';
import type { Links } from '../views/links.ts';
import { nodeSourceOverviews, trustView } from './node-source-overviews.ts';
import { type InventorySource, type ProjectInventories, STORED_SOURCE } from './project-inventories.ts';

const READ = { resource: 'node', action: 'read' } as const;
const REFRESH = { resource: 'node', action: 'refresh' } as const;
const CONFIGURE = { resource: 'project', action: 'configure' } as const;

export interface NodesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly inventories: ProjectInventories;
  readonly patterns: PatternRunner;
  readonly audit: Audit;
  readonly links: Links;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface WrittenNodes {
  readonly text: string;
  readonly format: NodeFormat;
}

/** The nodes of projects as the API presents them. */
export class Nodes {
  readonly #parts: NodesParts;

  constructor(parts: NodesParts) {
    this.#parts = parts;
  }

  /**
   * Lists all nodes, or those that the filter selects, by name. Throws `not-found`, `node-filter-invalid`,
   * `pattern-too-slow`.
   */
  async list(
    caller: Caller,
    project: ProjectName,
    asked: {
      readonly filter: string | undefined;
      readonly excludePrecedence: boolean | undefined;
      readonly format: NodeFormat;
    },
  ): Promise<string> {
    await this.#require(caller, project, READ);
    const all = await this.#parts.inventories.nodes(project);
    const { filter, excludePrecedence } = asked;
    if (filter === undefined || filter.trim() === '') return inSlices(writeNodes(all, asked.format));
    const selected = await withPatternAnswers(this.#parts.patterns, (answers) =>
      selectNodes(all, { filter, excludePrecedence, answers }),
    );
    return inSlices(writeNodes(selected, asked.format));
  }

  /** Throws `not-found`. */
  async get(caller: Caller, project: ProjectName, name: string): Promise<NodeEntries> {
    await this.#require(caller, project, READ);
    const node = (await this.#parts.inventories.nodes(project)).find((it) => it.name === name);
    if (node === undefined) throw new OutrunnerError('not-found', { kind: 'Node', name });
    return nodeEntries([node]);
  }

  /** Throws `not-found`. */
  async sources(caller: Caller, project: ProjectName): Promise<NodeSourceInfo[]> {
    await this.#require(caller, project, CONFIGURE);
    const sources = await this.#parts.inventories.sources(project);
    return sources.map((source) => this.#info(project, source));
  }

  /** Returns the last results of the sources of all projects that the caller may configure. */
  overviews(caller: Caller): Promise<ProjectNodeSources[]> {
    return nodeSourceOverviews(caller, this.#parts);
  }

  /** Throws `not-found`. */
  async source(caller: Caller, project: ProjectName, index: number): Promise<NodeSourceInfo> {
    return this.#info(project, await this.#source(caller, project, index));
  }

  /** Reads the configured sources again, or only source `index`. Then returns all sources. Throws `not-found`. */
  async refresh(caller: Caller, project: ProjectName, index: number | undefined): Promise<NodeSourceInfo[]> {
    await this.#require(caller, project, REFRESH);
    const { definitions, inventories } = this.#parts;
    const known = await inventories.overview(await definitions.snapshot(), project);
    if (index !== undefined && known[index - 1] === undefined)
      throw new OutrunnerError('not-found', { kind: 'Source', name: String(index) });
    await inventories.refresh(project, index);
    return (await inventories.sources(project)).map((source) => this.#info(project, source));
  }

  /**
   * Returns the nodes of a source in a format. Stored nodes that were written in that format are returned as they were
   * written. Throws `not-found`.
   */
  async sourceNodes(
    caller: Caller,
    project: ProjectName,
    index: number,
    format: NodeFormat,
  ): Promise<string> {
    const { nodes } = await this.#source(caller, project, index);
    const { definitions } = this.#parts;
    const record = (await definitions.snapshot()).get('inventories', project);
    if (index === STORED_SOURCE && record?.format === format) return definitions.text(record.textHash);
    return inSlices(writeNodes(nodes, format));
  }

  /**
   * Replaces the nodes that a project stores. The change is durable when this resolves. Throws `not-found`,
   * `nodes-invalid`, `invalid-input`.
   */
  async store(caller: Caller, project: ProjectName, index: number, written: WrittenNodes): Promise<void> {
    const { writeable } = await this.#source(caller, project, index);
    if (!writeable) {
      throw new OutrunnerError('invalid-input', {
        what: `Source ${index}`,
        problem: 'it is not writeable',
        remedy: `Write to source ${STORED_SOURCE}.`,
      });
    }
    const { definitions, now, audit } = this.#parts;
    const nodeCount = (await this.#parts.inventories.read(written.text, written.format)).length;
    const [textHash = ''] = await definitions.keepTexts([written.text]);
    await definitions.change((draft) => {
      if (draft.get('projects', project) === undefined) throw missing(project);
      const record: InventoryRecord = {
        project,
        format: written.format,
        textHash,
        nodeCount,
        modifiedAt: now(),
        modifiedBy: caller.principal.user,
        revision: 0,
      };
      draft.put('inventories', project, record);
      audit(actOf(caller, 'node.import', project, `${nodeCount} nodes`), draft);
    });
  }

  async #source(caller: Caller, project: ProjectName, index: number): Promise<InventorySource> {
    await this.#require(caller, project, CONFIGURE);
    const found = (await this.#parts.inventories.sources(project)).find((source) => source.index === index);
    if (found === undefined) throw new OutrunnerError('not-found', { kind: 'Source', name: String(index) });
    return found;
  }

  #info(project: ProjectName, source: InventorySource): NodeSourceInfo {
    const { index, number, type, description, writeable, count, problem, stale, readAt, by, refreshing } =
      source;
    const path = `/project/${encodeURIComponent(project)}/source/${index}/resources`;
    return {
      index,
      ...(number === undefined ? {} : { number }),
      type,
      resources: {
        href: this.#parts.links.api(path),
        writeable,
        ...(description === '' ? {} : { description }),
        ...(problem === undefined ? { empty: count === 0 } : {}),
      },
      ...(problem === undefined ? {} : { errors: problem }),
      state: {
        nodes: count,
        ...(by === undefined ? {} : { readBy: by }),
        ...(readAt === undefined ? {} : this.#timesOf(readAt)),
        stale,
        refreshing,
      },
      ...trustView(source),
    };
  }

  #timesOf(readAt: number): { readAt: string; ageSeconds: number } {
    const ageSeconds = Math.max(0, Math.round((this.#parts.now() - readAt) / 1000));
    return { readAt: new Date(readAt).toISOString(), ageSeconds };
  }

  async #require(caller: Caller, project: ProjectName, question: AccessQuestion): Promise<void> {
    const found = (await this.#parts.definitions.snapshot()).get('projects', project);
    if (found === undefined || !caller.may(question, { project })) throw missing(project);
  }
}

function missing(project: ProjectName): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Project', name: project });
}
