import { randomUUID } from 'node:crypto';
import { assignedTo, type Runner, runnerDispatch, withoutProject } from '../../protocol/entities/runner.ts';
import { DEFAULT_RUNNER_DISPATCH } from '../../protocol/entities/runner-dispatch.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName, type ReplicaId, RunnerId, type Tag } from '../../protocol/ids.ts';
import type { RunnerQueryValues } from '../../protocol/routes/runner-query.ts';
import type {
  CreatedRunner,
  CreateRunner,
  PingResult,
  RunnerCredentials,
  RunnerInfo,
  RunnerListEntry,
  RunnerOverview,
  UpdateRunner,
} from '../../protocol/routes/shapes/runner-shapes.ts';
import { ownValue } from '../../support/records/own-value.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf, type RecordAct } from '../audit/audit.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import type { InstallTexts } from '../install/install-texts.ts';
import type { Enrollments } from '../runner-protocol/ports.ts';
import {
  type CoordinatorDefinitions,
  type CoordinatorDraft,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import { ExpiringHandles } from './expiring-handles.ts';
import { matchesRunnerQuery } from './runner-filter.ts';
import { RunnerPings } from './runner-pings.ts';
import { nodeFilters, runnerInfo, runnerListEntry, runnerOverview } from './runner-views.ts';

const READ = { resource: 'runner', action: 'read' } as const;
const HOUR = 3_600_000;

export interface RunnersParts {
  readonly definitions: CoordinatorDefinitions;
  readonly registry: ReplicaRegistry;
  readonly enrollments: Enrollments;
  readonly audit: Audit;
  readonly installTexts: InstallTexts;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The replica to ping, and the project of the request. */
interface PingSubject {
  readonly replica?: ReplicaId | undefined;
  readonly project?: ProjectName | undefined;
}

/**
 * Manages runners. With a `project`, only the Local Runner and the runners that are assigned to the project are
 * visible.
 */
export class Runners {
  readonly #parts: RunnersParts;
  readonly #pings: RunnerPings;
  readonly #downloads: ExpiringHandles<RunnerId>;

  constructor(parts: RunnersParts) {
    this.#parts = parts;
    this.#pings = new RunnerPings(parts.registry, parts.now);
    this.#downloads = new ExpiringHandles({ life: HOUR, most: 10_000 }, parts.now);
  }

  async list(
    caller: Caller,
    project?: ProjectName,
    query: RunnerQueryValues = {},
  ): Promise<RunnerListEntry[]> {
    return (await this.#seen(caller, project)).flatMap((runner) => {
      const entry = runnerListEntry(runner, this.#parts.registry);
      return matchesRunnerQuery(runner, entry, query) ? [entry] : [];
    });
  }

  async overviews(caller: Caller): Promise<RunnerOverview[]> {
    return (await this.#seen(caller)).map((runner) => runnerOverview(runner, this.#parts.registry));
  }

  /** Returns every tag with the number of runners that have the tag. */
  async tags(caller: Caller, project?: ProjectName): Promise<Record<Tag, number>> {
    const counts = new Map<Tag, number>();
    for (const { tags } of await this.#seen(caller, project)) {
      for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Throws `runners-disabled`, `already-exists`, `invalid-input`. */
  async create(caller: Caller, asked: CreateRunner, project?: ProjectName): Promise<CreatedRunner> {
    const runner = await this.#parts.definitions.change((draft) => {
      if (!settingsOf(draft).runners.enabled) throw new OutrunnerError('runners-disabled');
      requireFreeName(draft, asked.name);
      const named = projectNames(asked.assignedProjects ?? {});
      const assigned = existing(draft, project === undefined ? named : [...named, project]);
      const id = RunnerId.parse(randomUUID());
      this.#parts.audit(actOf(caller, 'runner.create', { id, name: asked.name }), draft);
      return draft.put('runners', id, {
        id,
        name: asked.name,
        description: asked.description,
        tags: asked.tagNames ?? [],
        assignedProjects: assigned,
        ...nodeRoles(asked.projectRunnerAsNode, assigned),
        local: false,
        installationType: asked.installationType,
        replicaType: asked.replicaType,
        createdAt: this.#parts.now(),
        revision: 0,
      });
    });
    return {
      ...(await this.credentials(runner.id)),
      name: runner.name,
      description: runner.description,
      projectAssociations: nodeFilters(runner),
    };
  }

  /** Throws `not-found`. */
  async get(caller: Caller, id: RunnerId, project?: ProjectName): Promise<RunnerInfo> {
    return this.#info(await this.find(caller, id, project), project);
  }

  async tagsOf(caller: Caller, id: RunnerId, project?: ProjectName): Promise<Tag[]> {
    return [...(await this.find(caller, id, project)).tags];
  }

  /** Throws `not-found`, `already-exists`, `invalid-input`. */
  async update(
    caller: Caller,
    id: RunnerId,
    asked: UpdateRunner,
    project?: ProjectName,
  ): Promise<RunnerInfo> {
    if (asked.runnerId !== undefined && asked.runnerId !== id) {
      throw new OutrunnerError('invalid-input', {
        what: 'The field "runnerId"',
        problem: `it names ${asked.runnerId}, but the path names ${id}`,
        remedy: 'Leave it out.',
      });
    }
    await this.find(caller, id, project);
    const kept = await this.#change(id, (runner, draft) => {
      if (asked.name !== undefined && asked.name !== runner.name) requireFreeName(draft, asked.name, id);
      const changed = {
        ...runner,
        name: asked.name ?? runner.name,
        description: asked.description ?? runner.description,
        tags: asked.tagNames ?? runner.tags,
      };
      this.#parts.audit(actOf(caller, 'runner.update', { id, name: changed.name }), draft);
      const { assignedProjects } = asked;
      return assignedProjects === undefined
        ? changed
        : assignedTo(changed, existing(draft, projectNames(assignedProjects)));
    });
    return this.#info(kept, project);
  }

  /**
   * Throws `not-found`, and `in-use` for the Local Runner and, with `project`, for a runner that other projects share.
   */
  async remove(caller: Caller, id: RunnerId, project?: ProjectName): Promise<void> {
    const runner = await this.find(caller, id, project);
    refuseLocal(runner);
    const others = runner.assignedProjects.filter((name) => name !== project);
    if (project !== undefined && others.length > 0) {
      throw new OutrunnerError('in-use', {
        kind: 'Runner',
        name: runner.name,
        by: `project ${others.join(', ')}`,
        remedy: 'Remove it from this project only.',
      });
    }
    // Two changes, because the revocation needs the record of the runner. The first change contains the audit record.
    const act = actOf(caller, 'runner.delete', runner);
    await this.#parts.enrollments.revokeReplicas(id, (draft) => this.#parts.audit(act, draft));
    await this.#parts.definitions.change((draft) => draft.remove('runners', id));
  }

  async removeFromProject(caller: Caller, id: RunnerId, project: ProjectName): Promise<RunnerInfo> {
    await this.find(caller, id, project);
    const kept = await this.#change(id, (runner, draft) => {
      this.#parts.audit(actOf(caller, 'runner.unassign', runner, project), draft);
      return withoutProject(runner, project);
    });
    return this.#info(kept);
  }

  /** Pings all replicas of the runner, or only `replica`, and returns the handle of the ping. Throws `not-found`. */
  async ping(caller: Caller, id: RunnerId, { replica, project }: PingSubject): Promise<string> {
    const runner = await this.find(caller, id, project);
    const handle = this.#pings.begin(runner, replica);
    this.#parts.audit(actOf(caller, 'runner.ping', { id: replica ?? id, name: runner.name }));
    return handle;
  }

  /** Throws `not-found`. */
  async checkPing(caller: Caller, handle: string, project?: ProjectName): Promise<PingResult> {
    const runner = this.#pings.runnerOf(handle);
    if (runner !== undefined && project !== undefined) await this.find(caller, runner, project);
    return this.#pings.check(handle);
  }

  /**
   * Revokes the replicas of the runner at once, and creates new credentials. Throws `not-found`, `in-use` for the Local
   * Runner.
   */
  async regenerate(caller: Caller, id: RunnerId, project?: ProjectName): Promise<RunnerCredentials> {
    const runner = await this.find(caller, id, project);
    refuseLocal(runner);
    const act = actOf(caller, 'runner.regenerate_credentials', runner);
    await this.#parts.enrollments.revokeReplicas(id, (draft) => this.#parts.audit(act, draft));
    return this.credentials(id);
  }

  /** Returns the install script of a download handle. Throws `not-found`. */
  async installScript(handle: string, project?: ProjectName) {
    const id = this.#downloads.find(handle);
    const runner = id && (await this.#parts.definitions.snapshot()).get('runners', id);
    if (runner === undefined || !isIn(project, runner))
      throw new OutrunnerError('not-found', { kind: 'Download', name: handle });
    return this.#parts.installTexts.ofRunner(runner);
  }

  /** Returns a runner. Throws `not-found` if the caller may not see it. */
  async find(caller: Caller, id: RunnerId, project?: ProjectName): Promise<Runner> {
    const runner = (await this.#parts.definitions.snapshot()).get('runners', id);
    if (runner === undefined || !isSeen(caller, runner, project)) {
      throw new OutrunnerError('not-found', { kind: 'Runner', name: id });
    }
    return runner;
  }

  /** Creates a one-time token that enrolls a further replica. `record` writes the audit record. */
  async credentials(id: RunnerId, record?: RecordAct): Promise<RunnerCredentials> {
    const { token, expiresAt } = await this.#parts.enrollments.create(id, record);
    return { runnerId: id, token, tokenExpiresAt: expiresAt, downloadTk: this.#downloads.issue(id) };
  }

  async #seen(caller: Caller, project?: ProjectName): Promise<readonly Runner[]> {
    const runners = (await this.#parts.definitions.snapshot()).values('runners');
    return runners.filter((runner) => isSeen(caller, runner, project));
  }

  #change(id: RunnerId, edit: (runner: Runner, draft: CoordinatorDraft) => Runner): Promise<Runner> {
    return this.#parts.definitions.change((draft) => {
      const runner = draft.get('runners', id);
      if (runner === undefined) throw new OutrunnerError('not-found', { kind: 'Runner', name: id });
      return draft.put('runners', id, edit(runner, draft));
    });
  }

  /** Returns the API view of a runner. With `project`, includes the runner's dispatch configuration there. */
  #info(runner: Runner, project?: ProjectName): RunnerInfo {
    const info = runnerInfo(runner, this.#parts.registry);
    return project === undefined || runner.local ? info : { ...info, ...runnerDispatch(runner, project) };
  }
}

/** Returns the dispatch settings of a new runner for the projects in which its host is not a node. */
function nodeRoles(
  asNode: CreateRunner['projectRunnerAsNode'] = {},
  assigned: readonly ProjectName[],
): Pick<Runner, 'nodeDispatch'> {
  const projects = assigned.filter((name) => ownValue(asNode, name) === false);
  if (projects.length === 0) return {};
  const dispatch = { ...DEFAULT_RUNNER_DISPATCH, runnerAsNodeEnabled: false };
  return { nodeDispatch: Object.fromEntries(projects.map((name) => [name, dispatch])) };
}

function isSeen(caller: Caller, runner: Runner, project: ProjectName | undefined): boolean {
  return isIn(project, runner) && caller.may(READ, project === undefined ? {} : { project });
}

/** Returns whether the runner serves the project. True if no project is given, and for the Local Runner. */
function isIn(project: ProjectName | undefined, { local, assignedProjects }: Runner): boolean {
  return project === undefined || local || assignedProjects.includes(project);
}

function requireFreeName(draft: CoordinatorDraft, name: string, except?: RunnerId): void {
  const wanted = name.toLowerCase();
  if (
    draft.values('runners').some((runner) => runner.id !== except && runner.name.toLowerCase() === wanted)
  ) {
    throw new OutrunnerError('already-exists', { kind: 'Runner', name });
  }
}

function projectNames(assigned: Readonly<Record<string, string>>): ProjectName[] {
  return Object.keys(assigned).map((name) => ProjectName.parse(name));
}

/** Returns the projects without duplicates. Throws `invalid-input` if a project does not exist. */
function existing(draft: CoordinatorDraft, projects: readonly ProjectName[]): ProjectName[] {
  for (const name of projects) {
    if (draft.get('projects', name) !== undefined) continue;
    throw new OutrunnerError('invalid-input', {
      what: 'The field "assignedProjects"',
      problem: `there is no project "${name}"`,
      remedy: 'Create the project first.',
    });
  }
  return [...new Set(projects)];
}

/** Throws `in-use` for the Local Runner. */
export function refuseLocal(runner: Runner): void {
  if (!runner.local) return;
  throw new OutrunnerError('in-use', {
    kind: 'Runner',
    name: runner.name,
    by: 'the coordinator starts it itself',
    remedy: 'Start the coordinator without a --local-runner flag.',
  });
}
