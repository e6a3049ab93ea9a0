import { ARCHIVE_EXPORT, ARCHIVE_IMPORT } from './archive-query.ts';
import { defineRoute, json } from './declare.ts';
import { ArchiveReport, ImportStatus, ProjectExport } from './shapes/archive-shapes.ts';

/** Maximum bytes of a project archive. Larger than the unpacked files of any archive that an export writes. */
export const ARCHIVE_BYTES = 1280 * 1024 * 1024;

const EXPORT = { resource: 'project', action: 'export' } as const;
const IMPORT = { resource: 'project', action: 'import' } as const;

export const ARCHIVE_ROUTES = {
  exportProject: defineRoute({
    path: '/project/{project}/export',
    summary: 'Jobs, executions, configuration, README and ACL policies of a project as a zip archive.',
    access: EXPORT,
    query: ARCHIVE_EXPORT,
    answer: { kind: 'bytes' },
  }),
  startProjectExport: defineRoute({
    path: '/project/{project}/export/async',
    summary: 'Export a project in the background. The answer contains a token for the calls below.',
    access: EXPORT,
    query: ARCHIVE_EXPORT,
    answer: json(ProjectExport),
  }),
  getProjectExport: defineRoute({
    path: '/project/{project}/export/status/{token}',
    summary: 'The state of an export that the same user started.',
    access: EXPORT,
    answer: json(ProjectExport),
  }),
  downloadProjectExport: defineRoute({
    path: '/project/{project}/export/download/{token}',
    summary: 'The archive of an export that is ready. It can be downloaded once.',
    access: EXPORT,
    answer: { kind: 'bytes' },
  }),
  importProject: defineRoute({
    method: 'PUT',
    path: '/project/{project}/import',
    summary: 'Import a zip archive of a project. The answer lists the parts that were not imported.',
    access: IMPORT,
    query: ARCHIVE_IMPORT,
    body: { kind: 'bytes' },
    answer: json(ArchiveReport),
    answersOnceDone: true,
  }),
  getProjectImport: defineRoute({
    path: '/project/{project}/import/status',
    summary: 'The state of the last import in the background.',
    access: IMPORT,
    answer: json(ImportStatus),
  }),
} as const;
