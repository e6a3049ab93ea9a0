import { isOpenStatus } from '../../protocol/entities/open-statuses.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { ChangeEvent } from '../../protocol/events/change-event.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import type { NodeSourceOverview, ProjectNodeSources } from '../../protocol/routes/shapes/node-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';

export interface ProjectOverview {
  readonly name: string;
  readonly description: string;
}

/** The coordinator's lists as last received. Immutable: every change creates a new model. */
export interface Model {
  readonly runners: readonly RunnerOverview[];
  /** Start times of the online replicas, by replica id; epoch ms of the local clock. */
  readonly upSince: Readonly<Record<string, number>>;
  readonly projects: readonly ProjectOverview[];
  readonly jobs: readonly JobOverview[];
  /** Keyed by project. */
  readonly nodeSources: Readonly<Record<string, readonly NodeSourceOverview[]>>;
  /** Ordered by path, without values. */
  readonly keys: readonly KeyOverview[];
  /** All executions that have not ended and the latest ended ones, newest first. */
  readonly executions: readonly Execution[];
  /** Whether the coordinator may have ended executions that are older than those of the model. */
  readonly hasOlderExecutions: boolean;
  /** The executions that the latest deletion removed. Each deletion creates a new list. */
  readonly deletedExecutions: readonly ExecutionId[];
  readonly runnersEnabled: boolean;
  /** Whether the coordinator's execution mode is active. */
  readonly isActive: boolean;
}

export const EMPTY_MODEL: Model = {
  runners: [],
  upSince: {},
  projects: [],
  jobs: [],
  nodeSources: {},
  keys: [],
  executions: [],
  hasOlderExecutions: false,
  deletedExecutions: [],
  runnersEnabled: false,
  isActive: true,
};

/** Maximum number of ended executions in the model. */
export const SHOWN_EXECUTIONS = 100;

/** The coordinator's lists as its API returns them. */
export interface Lists {
  readonly runners: readonly RunnerOverview[];
  readonly projects: readonly ProjectOverview[];
  readonly jobs: readonly JobOverview[];
  readonly nodeSources: readonly ProjectNodeSources[];
  readonly keys: readonly KeyOverview[];
  readonly executions: readonly Execution[];
  readonly settings: Settings;
}

/** Creates the model from the coordinator's lists. */
export function modelOf(lists: Lists): Model {
  return {
    runners: lists.runners.toSorted(byName),
    upSince: {},
    projects: lists.projects.toSorted(byName),
    jobs: lists.jobs.toSorted(byGroupAndName),
    nodeSources: Object.fromEntries(lists.nodeSources.map(({ project, sources }) => [project, sources])),
    keys: lists.keys.toSorted(byPath),
    executions: lists.executions.toSorted(newestFirst),
    hasOlderExecutions: lists.executions.length >= SHOWN_EXECUTIONS,
    deletedExecutions: [],
    ...switchesOf(lists.settings),
  };
}

/** Applies a change event. Events contain whole objects, so that applying an event twice has no further effect. */
export function withChange(model: Model, event: ChangeEvent): Model {
  switch (event.type) {
    case 'runner-changed':
      return { ...model, runners: putInOrder(model.runners, event.runner, (it) => it.id, byName) };
    case 'runner-deleted':
      return { ...model, runners: model.runners.filter((it) => it.id !== event.runnerId) };
    case 'project-changed':
      return { ...model, projects: putInOrder(model.projects, event.project, (it) => it.name, byName) };
    case 'project-deleted':
      return {
        ...model,
        projects: model.projects.filter((it) => it.name !== event.project),
        nodeSources: without(model.nodeSources, event.project),
        jobs: model.jobs.filter((it) => it.project !== event.project),
      };
    case 'job-changed':
      return { ...model, jobs: putInOrder(model.jobs, event.job, (it) => it.id, byGroupAndName) };
    case 'job-deleted':
      return { ...model, jobs: model.jobs.filter((it) => it.id !== event.jobId) };
    case 'key-changed':
      return { ...model, keys: putInOrder(model.keys, event.key, (it) => it.path, byPath) };
    case 'key-deleted':
      return { ...model, keys: model.keys.filter((it) => it.path !== event.path) };
    case 'execution-changed': {
      const known = put(model.executions, event.execution, (it) => it.id);
      const executions = shown(known);
      const hasOlderExecutions = model.hasOlderExecutions || executions.length < known.length;
      return { ...model, executions, hasOlderExecutions };
    }
    case 'executions-deleted': {
      const deleted = new Set(event.executions);
      const executions = model.executions.filter(({ id }) => !deleted.has(id));
      return { ...model, executions, deletedExecutions: event.executions };
    }
    case 'node-sources-changed': {
      const { project, sources } = event.of;
      return { ...model, nodeSources: { ...model.nodeSources, [project]: sources } };
    }
    case 'settings-changed':
      return { ...model, ...switchesOf(event.settings) };
    case 'reset':
    case 'ready':
    case 'tokens-changed':
    case 'share-changed':
      return model;
  }
}

function switchesOf({ runners, executionMode }: Settings): Pick<Model, 'runnersEnabled' | 'isActive'> {
  return { runnersEnabled: runners.enabled, isActive: executionMode.active };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = record;
  return rest;
}

function put<T>(list: readonly T[], item: T, idOf: (item: T) => unknown): readonly T[] {
  const id = idOf(item);
  return list.some((it) => idOf(it) === id)
    ? list.map((it) => (idOf(it) === id ? item : it))
    : [...list, item];
}

/** Puts an item into a sorted list. Sorts the list only if the position of the item may change. */
function putInOrder<T>(
  list: readonly T[],
  item: T,
  idOf: (item: T) => unknown,
  compare: (a: T, b: T) => number,
): readonly T[] {
  const id = idOf(item);
  const index = list.findIndex((it) => idOf(it) === id);
  const known = list[index];
  if (known !== undefined && compare(known, item) === 0) return list.with(index, item);
  return put(list, item, idOf).toSorted(compare);
}

function shown(executions: readonly Execution[]): readonly Execution[] {
  let ended = 0;
  return executions
    .toSorted(newestFirst)
    .filter((it) => isOpenStatus(it.status) || ++ended <= SHOWN_EXECUTIONS);
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name.localeCompare(b.name);
const byGroupAndName = (a: JobOverview, b: JobOverview): number =>
  a.group.localeCompare(b.group) || a.name.localeCompare(b.name);
const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path === b.path ? 0 : a.path < b.path ? -1 : 1;
const newestFirst = (a: Execution, b: Execution): number => b.id - a.id;
