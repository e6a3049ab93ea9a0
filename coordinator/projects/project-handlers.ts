import type { PROJECT_ROUTES } from '../../protocol/routes/project-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { Projects } from './projects.ts';

export function projectHandlers(projects: Projects): HandlersOf<keyof typeof PROJECT_ROUTES> {
  return {
    listProjects: ({ caller }) => projects.list(caller),
    createProject: ({ caller, body }) => projects.create(caller, body),
    getProject: ({ caller, params }) => projects.get(caller, params.project),
    deleteProject: ({ caller, params }) => projects.remove(caller, params.project),
    getProjectConfig: ({ caller, params }) => projects.config(caller, params.project),
    setProjectConfig: async ({ caller, params, body }) =>
      (await projects.setConfig(caller, params.project, body)).config,
    getRevisedConfig: ({ caller, params }) => projects.revisedConfig(caller, params.project),
    setRevisedConfig: ({ caller, params, body }) =>
      projects.setConfig(caller, params.project, body.config, body.revision),
  };
}
