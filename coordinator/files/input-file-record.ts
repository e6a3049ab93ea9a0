import * as z from 'zod';
import { ExecutionId, JobId, ProjectName } from '../../protocol/ids.ts';

/** Version of the format of a stored record. */
export const RECORD_FORMAT = 1;

/**
 * - `temp`: uploaded, waiting for its execution.
 * - `retained`: claimed by an execution.
 * - `deleted`: the execution has ended, and the file was removed.
 * - `expired`: no execution claimed it in time, and the file was removed.
 */
export const FileState = z.enum(['temp', 'retained', 'deleted', 'expired']);
export type FileState = z.infer<typeof FileState>;

/** The record of an uploaded file. Times are epoch ms. */
export const InputFileRecord = z.object({
  format: z.literal(RECORD_FORMAT),
  id: z.uuid(),
  project: ProjectName,
  job: JobId,
  option: z.string(),
  user: z.string(),
  /** The file name that the client sent. Never used as a path. */
  fileName: z.string().nullable(),
  size: z.int().nonnegative(),
  sha256: z.string(),
  state: FileState,
  createdAt: z.number(),
  /** Time from which an unclaimed file may be removed. */
  expiresAt: z.number(),
  execution: ExecutionId.nullable(),
  /** The execution that `execution` retries, and whose file `execution` took over. */
  repeats: ExecutionId.optional(),
});
export type InputFileRecord = z.infer<typeof InputFileRecord>;
