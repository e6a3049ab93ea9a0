import { z } from 'zod';
import { ExecutionId, JobId, ProjectName } from '../../protocol/ids.ts';

/** Version of the format of a kept record. */
export const RECORD_FORMAT = 1;

/**
 * - `temp`: uploaded, waiting for its execution.
 * - `retained`: an execution has it.
 * - `deleted`: the execution is over, the file is gone.
 * - `expired`: no execution came for it, the file is gone.
 */
export const FileState = z.enum(['temp', 'retained', 'deleted', 'expired']);
export type FileState = z.infer<typeof FileState>;

/** What is known of an uploaded file. Times are epoch ms. */
export const InputFileRecord = z.object({
  format: z.literal(RECORD_FORMAT),
  id: z.uuid(),
  project: ProjectName,
  job: JobId,
  option: z.string(),
  user: z.string(),
  /** As the client gave it; never a path. */
  fileName: z.string().nullable(),
  size: z.int().nonnegative(),
  sha256: z.string(),
  state: FileState,
  createdAt: z.number(),
  /** From then on an unused one may be removed. */
  expiresAt: z.number(),
  execution: ExecutionId.nullable(),
  /** The execution that had it before, which this one repeats. */
  repeats: ExecutionId.optional(),
});
export type InputFileRecord = z.infer<typeof InputFileRecord>;
