import type { PROJECT_RUNNER_ROUTES } from '../../protocol/routes/project-runner-routes.ts';
import type { RUNNER_ROUTES } from '../../protocol/routes/runner-routes.ts';
import type { Caller } from '../access/caller.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { Projects } from '../projects/projects.ts';
import type { Replicas } from './replicas.ts';
import type { Runners } from './runners.ts';

const ACTIONS = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  ping: 'ping',
  regen: 'regenerate_credentials',
} as const;

export function runnerHandlers(runners: Runners, projects: Projects): HandlersOf<keyof typeof RUNNER_ROUTES> {
  return {
    listRunners: async ({ caller, query }) => ({ runners: await runners.list(caller, undefined, query) }),
    createRunner: ({ caller, body }) => runners.create(caller, body),
    getRunner: ({ caller, params }) => runners.get(caller, params.runner),
    updateRunner: ({ caller, params, body }) => runners.update(caller, params.runner, body),
    deleteRunner: ({ caller, params }) => runners.remove(caller, params.runner),
    getRunnerTags: async ({ caller, params }) => ({ tags: await runners.tagsOf(caller, params.runner) }),
    listTags: async ({ caller, query }) => ({ tags: await runners.tags(caller, query.project) }),
    searchTags: async ({ caller, query }) => {
      const { keyword, filter, tag: text, offset = 0, limit } = query;
      const part = (keyword ?? filter ?? text ?? '').trim().toLowerCase();
      const found = Object.keys(await runners.tags(caller)).filter((tag) => tag.includes(part));
      return found.slice(offset, limit === undefined ? undefined : offset + limit);
    },
    pingRunner: async ({ caller, params, query }) => ({
      pingToken: await runners.ping(caller, params.runner, query),
    }),
    checkPing: ({ caller, params }) => runners.checkPing(caller, params.ping),
    regenerateCredentials: ({ caller, params }) => runners.regenerate(caller, params.runner),
    downloadInstallScript: ({ params }) => runners.installScript(params.download),
    getRunnerUi: async ({ caller }) => ({
      allowedActions: allowedActions(caller),
      features: { runners: true, ephemeralReplicas: true, nodeDispatch: true },
      projectCount: (await projects.list(caller)).length,
    }),
    listRunnerOverviews: async ({ caller }) => ({ runners: await runners.overviews(caller) }),
  };
}

/** Creates the runner handlers below a project. The project must exist, and the runner must be assigned to it. */
export function projectRunnerHandlers(
  runners: Runners,
  replicas: Pick<Replicas, 'records'>,
  projects: Projects,
): HandlersOf<keyof typeof PROJECT_RUNNER_ROUTES> {
  return {
    getProjectRunnerTags: async ({ caller, params }) => ({
      tags: await runners.tagsOf(caller, params.runner, params.project),
    }),
    listProjectTags: async ({ caller, params }) => {
      await projects.get(caller, params.project);
      return { tags: await runners.tags(caller, params.project) };
    },
    listProjectReplicaRecords: async ({ caller, params }) => ({
      replicas: await replicas.records(caller, params.runner, params.project),
    }),
    listProjectRunners: async ({ caller, params, query }) => {
      await projects.get(caller, params.project);
      return { runners: await runners.list(caller, params.project, query) };
    },
    createProjectRunner: async ({ caller, params, body }) => {
      await projects.get(caller, params.project);
      return runners.create(caller, body.newRunnerRequest ?? body, params.project);
    },
    getProjectRunner: ({ caller, params }) => runners.get(caller, params.runner, params.project),
    updateProjectRunner: ({ caller, params, body }) =>
      runners.update(caller, params.runner, body, params.project),
    deleteProjectRunner: ({ caller, params }) => runners.remove(caller, params.runner, params.project),
    removeProjectAssociation: ({ caller, params }) =>
      runners.removeFromProject(caller, params.runner, params.project),
    pingProjectRunner: async ({ caller, params, query }) => ({
      pingToken: await runners.ping(caller, params.runner, { ...query, project: params.project }),
    }),
    checkProjectPing: ({ caller, params }) => runners.checkPing(caller, params.ping, params.project),
    regenerateProjectCredentials: ({ caller, params }) =>
      runners.regenerate(caller, params.runner, params.project),
    downloadProjectInstallScript: ({ params }) => runners.installScript(params.download, params.project),
  };
}

function allowedActions(caller: Caller) {
  return (Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]).filter((name) =>
    caller.may({ resource: 'runner', action: ACTIONS[name] }),
  );
}
