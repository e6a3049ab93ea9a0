import * as z from 'zod';
import { ExecutionId, JobId } from '../../ids.ts';

/** The result of an upload: the id of each file by its option. Pass the id as the option's value. */
export const FileUpload = z.object({ total: z.int(), options: z.record(z.string(), z.string()) });
export type FileUpload = z.infer<typeof FileUpload>;

export const InputFileState = z.enum(['temp', 'retained', 'deleted', 'expired']);

/** An uploaded file in Rundeck's format; `optionName` is an addition. Dates are ISO 8601. */
export const InputFileInfo = z.object({
  id: z.string(),
  user: z.string(),
  fileState: InputFileState,
  /** SHA-256 in hex. */
  sha: z.string(),
  jobId: JobId,
  optionName: z.string(),
  dateCreated: z.string(),
  serverNodeUUID: z.string().nullable(),
  fileName: z.string().nullable(),
  size: z.number(),
  expirationDate: z.string(),
  execId: ExecutionId.nullable(),
});
export type InputFileInfo = z.infer<typeof InputFileInfo>;

export const InputFileList = z.object({
  paging: z.object({ offset: z.number(), max: z.number(), total: z.number(), count: z.number() }),
  files: z.array(InputFileInfo),
});
export type InputFileList = z.infer<typeof InputFileList>;

export const ExecutionFiles = z.object({ files: z.array(InputFileInfo) });
