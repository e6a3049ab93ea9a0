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
