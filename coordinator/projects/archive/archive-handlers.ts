import type { ARCHIVE_ROUTES } from '../../../protocol/routes/archive-routes.ts';
import type { HandlersOf } from '../../http/handler.ts';
import type { AsyncExports } from './async-exports.ts';
import type { ProjectExports } from './project-exports.ts';
import type { ProjectImports } from './project-imports.ts';

export function archiveHandlers(
  exports: ProjectExports,
  imports: ProjectImports,
  asyncExports: AsyncExports,
): HandlersOf<keyof typeof ARCHIVE_ROUTES> {
  return {
    exportProject: async ({ caller, params, query }) => {
      const archive = await exports.export(caller, params.project, query);
      const { bytes, jobsLeftOut, notExported } = archive;
      return {
        status: 200,
        headers: {
          ...archiveHeaders(`${params.project}.rdproject.jar`, notExported),
          ...(jobsLeftOut === 0 ? {} : { 'x-outrunner-jobs-not-exported': String(jobsLeftOut) }),
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
          ...archiveHeaders(`${params.project}-${stamp}.rdproject.jar`, found.notExported),
          'content-length': String(found.size),
        },
        bytes: found.bytes,
      };
    },
    importProject: ({ caller, params, query, request }) =>
      imports.import(caller, params.project, query, request),
    getProjectImport: ({ caller, params }) => imports.importStatus(caller, params.project),
  };
}

function archiveHeaders(name: string, notExported: string) {
  return {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${name}"`,
    'x-outrunner-not-exported': notExported,
  };
}
