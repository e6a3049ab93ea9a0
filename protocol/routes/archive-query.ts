import * as z from 'zod';
import { queryFlag } from './query-values.ts';

/** Parts to export. If none of the parts is `true`: all of them. */
export const ARCHIVE_EXPORT = {
  exportAll: queryFlag(),
  exportJobs: queryFlag(),
  exportConfigs: queryFlag(),
  exportReadmes: queryFlag(),
  exportAcls: queryFlag(),
  /** Executions that have ended, with their output. False excludes them from the export of all parts. */
  exportExecutions: queryFlag(),
  /** Ids, separated by commas or repeated. The archive then contains only these executions. */
  executionIds: z.union([z.string(), z.array(z.string())]).optional(),
  exportScm: queryFlag(),
} as const;
export type ArchiveExport = z.infer<z.ZodObject<typeof ARCHIVE_EXPORT>>;

/** Parts to import. */
export const ARCHIVE_IMPORT = {
  importJobs: z.stringbool().default(true),
  jobUuidOption: z.enum(['preserve', 'remove']).default('preserve'),
  /** Whether to import executions with their output, under new ids. */
  importExecutions: z.stringbool().default(true),
  /** Also imports README and message of the day. */
  importConfig: z.stringbool().default(false),
  importACL: z.stringbool().default(false),
  importScm: queryFlag(),
  importWebhooks: queryFlag(),
  /** Have no effect: webhooks are not imported. */
  whkRegenAuthTokens: queryFlag(),
  whkRegenUuid: queryFlag(),
  importNodesSources: queryFlag(),
  /** Whether to answer at once, and import in the background. */
  asyncImport: queryFlag(),
} as const;
export type ArchiveImport = z.infer<z.ZodObject<typeof ARCHIVE_IMPORT>>;
