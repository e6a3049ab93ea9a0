import type { ARCHIVE_ROUTES } from '../../../protocol/routes/archive-routes.ts';
import type { HandlersOf } from '../../http/handler.ts';
import type { AsyncExports } from './async-exports.ts';
import { NOT_IN_ARCHIVES, type ProjectArchives } from './project-archives.ts';

export function archiveHandlers(
  archives: ProjectArchives,
  asyncExports: AsyncExports,
): HandlersOf<keyof typeof ARCHIVE_ROUTES> {
  return {
    exportProject: async ({ caller, params, query }) => {
      const { bytes, errors } = await archives.export(caller, params.project, query);
      return {
        status: 200,
        headers: {
          ...archiveHeaders(`${params.project}.rdproject.jar`),
          ...(errors.length === 0 ? {} : { 'x-outrunner-jobs-not-exported': String(errors.length) }),
        },
        bytes,
      };
    },
    startProjectExport: ({ caller, params, query }) => asyncExports.start(caller, params.project, query),
    getProjectExport: ({ caller, params }) => asyncExports.status(caller, params.project, params.token),
    downloadProjectExport: async ({ caller, params }) => {
      const found = await asyncExports.download(caller, params.project, params.token);
      const stamp = new Date(found.startedAt)
        .toISOString()
        .slice(0, 19)
        .replaceAll(/[-:]/g, '')
        .replace('T', '-');
      return {
        status: 200,
        headers: {
          ...archiveHeaders(`${params.project}-${stamp}.rdproject.jar`),
          'content-length': String(found.size),
        },
        bytes: found.bytes,
      };
    },
    importProject: ({ caller, params, query, request }) =>
      archives.import(caller, params.project, query, request),
    getProjectImport: ({ caller, params }) => archives.importStatus(caller, params.project),
  };
}

function archiveHeaders(name: string) {
  return {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${name}"`,
    'x-outrunner-not-exported': NOT_IN_ARCHIVES,
  };
}
