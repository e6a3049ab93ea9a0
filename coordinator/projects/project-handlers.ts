import type { ProjectDocumentName } from '../../protocol/entities/project.ts';
import type { ManagementRoutes } from '../../protocol/routes/management-routes.ts';
import type { PROJECT_ROUTES } from '../../protocol/routes/project-routes.ts';
import { PLAIN_TEXT } from '../../protocol/routes/route.ts';
import { asAccepted } from '../http/accepted-text.ts';
import type { Handler, HandlersOf } from '../http/handler.ts';
import type { Projects } from './projects.ts';

export function projectHandlers(projects: Projects): HandlersOf<keyof typeof PROJECT_ROUTES> {
  const getDocument =
    (which: ProjectDocumentName): Handler<ManagementRoutes['getProjectReadme']> =>
    async ({ caller, params, request }) => {
      const document = await projects.document(caller, params.project, which);
      return asAccepted(request, PLAIN_TEXT, document, document.contents);
    };
  const setDocument =
    (which: ProjectDocumentName): Handler<ManagementRoutes['setProjectReadme']> =>
    async ({ caller, params, body, request }) => {
      const document = await projects.setDocument(caller, params.project, which, body);
      return asAccepted(request, PLAIN_TEXT, document, document.contents);
    };
  const deleteDocument =
    (which: ProjectDocumentName): Handler<ManagementRoutes['deleteProjectReadme']> =>
    ({ caller, params }) =>
      projects.removeDocument(caller, params.project, which);
  return {
    listProjects: ({ caller }) => projects.list(caller),
    createProject: ({ caller, body }) => projects.create(caller, body),
    getProject: ({ caller, params }) => projects.get(caller, params.project),
    deleteProject: ({ caller, params }) => projects.remove(caller, params.project),
    getProjectConfig: ({ caller, params }) => projects.config(caller, params.project),
    setProjectConfig: async ({ caller, params, body }) =>
      (await projects.setConfig(caller, params.project, body)).config,
    getProjectProperty: async ({ caller, params, request }) => {
      const property = await projects.property(caller, params.project, params.property);
      return asAccepted(request, PLAIN_TEXT, property, property.value);
    },
    setProjectProperty: async ({ caller, params, body, request }) => {
      const property = { key: params.property, value: body.value };
      return asAccepted(
        request,
        PLAIN_TEXT,
        await projects.setProperty(caller, params.project, property),
        body.value,
      );
    },
    deleteProjectProperty: ({ caller, params }) =>
      projects.removeProperty(caller, params.project, params.property),
    getProjectReadme: getDocument('readme'),
    setProjectReadme: setDocument('readme'),
    deleteProjectReadme: deleteDocument('readme'),
    getProjectMotd: getDocument('motd'),
    setProjectMotd: setDocument('motd'),
    deleteProjectMotd: deleteDocument('motd'),
    getRevisedConfig: ({ caller, params }) => projects.revisedConfig(caller, params.project),
    setRevisedConfig: ({ caller, params, body }) =>
      projects.setConfig(caller, params.project, body.config, body.revision),
  };
}
