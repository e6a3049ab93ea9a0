import * as z from 'zod';

/** The result of an import. It is successful if all jobs were imported. */
export const ArchiveReport = z.object({
  import_status: z.enum(['successful', 'failed']),
  successful: z.boolean(),
  /** Jobs that were not imported, with the reason. */
  errors: z.array(z.string()).optional(),
  execution_errors: z.array(z.string()).optional(),
  acl_errors: z.array(z.string()).optional(),
  scm_errors: z.array(z.string()).optional(),
  other_errors: z.array(z.string()).optional(),
});
export type ArchiveReport = z.infer<typeof ArchiveReport>;

/** The state of an export in the background, in Rundeck's format. */
export const ProjectExport = z.object({
  token: z.string(),
  /** Whether the archive can be downloaded. */
  ready: z.boolean(),
  /** 100 once the archive is ready. */
  percentage: z.int(),
  /** Jobs and executions that are not in the archive, with the reason; absent if there are none. Not in Rundeck. */
  errors: z.array(z.string()).optional(),
});
export type ProjectExport = z.infer<typeof ProjectExport>;

/** The state of the last import in the background, in Rundeck's format. */
export const ImportStatus = z.object({
  lastUpdate: z.string(),
  /** ISO 8601. */
  lastUpdated: z.string(),
  /** A list, or the string `No errors.` */
  errors: z.union([z.array(z.string()), z.literal('No errors.')]),
});
export type ImportStatus = z.infer<typeof ImportStatus>;
