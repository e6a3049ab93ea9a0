import type { ARCHIVE_ROUTES } from '../../../protocol/routes/archive-routes.ts';
import type { HandlersOf } from '../../http/handler.ts';
import { NOT_IN_ARCHIVES, type ProjectArchives } from './project-archives.ts';

export function archiveHandlers(archives: ProjectArchives): HandlersOf<keyof typeof ARCHIVE_ROUTES> {
  return {
    exportProject: async ({ caller, params, query }) => ({
      status: 200,
      headers: {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${params.project}.rdproject.jar"`,
        'x-outrunner-not-exported': NOT_IN_ARCHIVES,
      },
      bytes: await archives.export(caller, params.project, query),
    }),
    importProject: ({ caller, params, query, request }) =>
      archives.import(caller, params.project, query, request),
  };
}
