import { checkNodeFilter } from '../../job-language/nodes/select-nodes.ts';
import { projectDispatch } from '../../protocol/entities/project-dispatch.ts';
import { type Runner, runnerDispatch } from '../../protocol/entities/runner.ts';
import type { RunnerDispatch } from '../../protocol/entities/runner-dispatch.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type {
  DispatchConfig,
  UpdateDispatchConfig,
  UpdateNodeDispatch,
} from '../../protocol/routes/shapes/dispatch-shapes.ts';
import type { RunnerInfo } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { Runners } from '../runners/runners.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Projects } from './projects.ts';

export interface ProjectDispatchesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly projects: Pick<Projects, 'get'>;
  readonly runners: Pick<Runners, 'find' | 'get'>;
  readonly audit: Audit;
}

/** Configures how projects choose runners, and which of their nodes they dispatch to each runner. */
export class ProjectDispatches {
  readonly #parts: ProjectDispatchesParts;

  constructor(parts: ProjectDispatchesParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`. */
  async config(caller: Caller, project: ProjectName): Promise<DispatchConfig> {
    await this.#parts.projects.get(caller, project);
    const found = (await this.#parts.definitions.snapshot()).get('projects', project);
    return { project, ...projectDispatch(found ?? {}) };
  }

  /** Changes the configuration. Throws `not-found`, and `invalid-input` for the configuration of another project. */
  async setConfig(
    caller: Caller,
    project: ProjectName,
    { project: named, ...asked }: UpdateDispatchConfig,
  ): Promise<DispatchConfig> {
    if (named !== undefined && named !== project) {
      throw new OutrunnerError('invalid-input', {
        what: 'The field "project"',
        problem: `it names ${named}, but the path names ${project}`,
        remedy: 'Leave it out.',
      });
    }
    await this.#parts.projects.get(caller, project);
    const dispatch = await this.#parts.definitions.change((draft) => {
      const found = draft.get('projects', project);
      if (found === undefined) throw new OutrunnerError('not-found', { kind: 'Project', name: project });
      const changed = { ...projectDispatch(found), ...given(asked) };
      draft.put('projects', project, { ...found, dispatch: changed });
      this.#parts.audit(actOf(caller, 'project.dispatch', project, described(changed)), draft);
      return changed;
    });
    return { project, ...dispatch };
  }

  /**
   * Sets which nodes the project dispatches to a runner. Throws `not-found` for a runner that is not assigned to the
   * project, `in-use` for the Local Runner, `node-filter-invalid`, and `invalid-input` if dispatch is enabled without a
   * filter.
   */
  async setNodeDispatch(
    caller: Caller,
    project: ProjectName,
    { runnerId, ...asked }: UpdateNodeDispatch,
  ): Promise<RunnerInfo> {
    const { runners, definitions, audit } = this.#parts;
    refuseLocal(await runners.find(caller, runnerId, project));
    checkNodeFilter(asked.runnerNodeFilter ?? '');
    await definitions.change((draft) => {
      const runner = draft.get('runners', runnerId);
      if (runner === undefined) throw new OutrunnerError('not-found', { kind: 'Runner', name: runnerId });
      const changed = complete({ ...runnerDispatch(runner, project), ...given(asked) });
      draft.put('runners', runnerId, {
        ...runner,
        nodeDispatch: { ...runner.nodeDispatch, [project]: changed },
      });
      audit(actOf(caller, 'runner.dispatch', runner, `${project}: ${described(changed)}`), draft);
    });
    return runners.get(caller, runnerId, project);
  }
}

/** Throws `in-use` for the Local Runner, whose nodes follow from the filters of the other runners. */
function refuseLocal({ local, name }: Runner): void {
  if (!local) return;
  throw new OutrunnerError('in-use', {
    kind: 'Runner',
    name,
    by: 'it gets the nodes that the node filters of the other runners do not select',
    remedy: 'Set the node filters of the other runners.',
  });
}

/** Throws `invalid-input` if nodes are dispatched to a runner without a filter that selects them. */
function complete(dispatch: RunnerDispatch): RunnerDispatch {
  if (!dispatch.remoteNodeDispatch || dispatch.runnerNodeFilter.trim() !== '') return dispatch;
  throw new OutrunnerError('invalid-input', {
    what: 'The field "runnerNodeFilter"',
    problem: 'dispatch of nodes through the runner is switched on, but there is no node filter',
    remedy: 'Give a node filter, such as "tags: eu", or ".*" for all nodes.',
  });
}

function described(dispatch: object): string {
  return Object.entries(dispatch)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(' ');
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Returns only the fields that are set. */
function given<T extends object>(asked: T): Given<T> {
  const entries = Object.entries(asked).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<T>;
}
