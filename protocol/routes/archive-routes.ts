import { ARCHIVE_EXPORT, ARCHIVE_IMPORT } from './archive-query.ts';
import { defineRoute, json } from './declare.ts';
import { ArchiveReport } from './shapes/archive-shapes.ts';

/** Maximum bytes of a project archive. */
export const ARCHIVE_BYTES = 50 * 1024 * 1024;

export const ARCHIVE_ROUTES = {
  exportProject: defineRoute({
    path: '/project/{project}/export',
    summary:
      'Jobs, configuration, README and ACL policies of a project as a zip archive, without executions.',
    access: { resource: 'project', action: 'export' },
    query: ARCHIVE_EXPORT,
    answer: { kind: 'bytes' },
  }),
  importProject: defineRoute({
    method: 'PUT',
    path: '/project/{project}/import',
    summary:
      'Import a zip archive of a project. Executions are not imported; the answer lists what was skipped.',
    access: { resource: 'project', action: 'import' },
    query: ARCHIVE_IMPORT,
    body: { kind: 'bytes', inMemory: ARCHIVE_BYTES },
    answer: json(ArchiveReport),
    answersOnceDone: true,
  }),
} as const;
