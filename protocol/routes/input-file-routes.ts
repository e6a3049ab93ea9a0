import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import { PAGING } from './execution-query.ts';
import {
  ExecutionFiles,
  FileUpload,
  InputFileInfo,
  InputFileList,
  InputFileState,
} from './shapes/input-file-shapes.ts';

const RUN = { resource: 'job', action: 'run' } as const;
const READ = { resource: 'job', action: 'read' } as const;
const BYTES = { kind: 'bytes' } as const;
const fileName = z.string().max(1024).optional();

export const INPUT_FILE_ROUTES = {
  uploadFiles: defineRoute({
    method: 'POST',
    path: '/job/{job}/input/file',
    summary:
      'Upload files for options of a job: a multipart form with fields `option.NAME`, or the bytes of one file with `optionName`.',
    access: RUN,
    query: { optionName: z.string().optional(), fileName },
    body: BYTES,
    answer: json(FileUpload),
  }),
  uploadFile: defineRoute({
    method: 'POST',
    path: '/job/{job}/input/file/{option}',
    summary: 'Upload the file for one option of a job.',
    access: RUN,
    query: { fileName },
    body: BYTES,
    answer: json(FileUpload),
  }),
  listInputFiles: defineRoute({
    path: '/job/{job}/input/files',
    summary: 'Files that were uploaded for a job, newest first.',
    access: READ,
    query: {
      fileState: InputFileState.default('temp'),
      ...PAGING,
    },
    answer: json(InputFileList),
  }),
  getInputFile: defineRoute({
    path: '/jobs/file/{file}',
    summary: 'Metadata of an uploaded file.',
    access: READ,
    answer: json(InputFileInfo),
  }),
  listExecutionFiles: defineRoute({
    path: '/execution/{execution}/input/files',
    summary: 'Files that were uploaded for an execution.',
    access: { resource: 'execution', action: 'read' },
    /** Have no effect, as in Rundeck. */
    query: PAGING,
    answer: json(ExecutionFiles),
  }),
} as const;
