import { z } from 'zod';
import { JobId } from '../ids.ts';
import { json, NO_BODY, queryInteger } from './declare.ts';
import { execution } from './execution-routes.ts';
import { defineRoute } from './route.ts';
import {
  ExecutionFiles,
  FileUpload,
  InputFileInfo,
  InputFileList,
  InputFileState,
} from './shapes/input-file-shapes.ts';

const job = { job: JobId } as const;
const RUN = { resource: 'job', action: 'run' } as const;
const READ = { resource: 'job', action: 'read' } as const;
const BYTES = { kind: 'bytes' } as const;
const fileName = z.string().max(1024).optional();

export const INPUT_FILE_ROUTES = {
  uploadFiles: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/job/{job}/input/file',
    summary:
      'Upload files for options of a job: a multipart form with fields `option.NAME`, or the bytes of one file with `optionName`.',
    access: RUN,
    params: job,
    query: { optionName: z.string().optional(), fileName },
    body: BYTES,
    status: 200,
    answer: json(FileUpload),
  }),
  uploadFile: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/job/{job}/input/file/{option}',
    summary: 'Upload the file for one option of a job.',
    access: RUN,
    params: { ...job, option: z.string() },
    query: { fileName },
    body: BYTES,
    status: 200,
    answer: json(FileUpload),
  }),
  listInputFiles: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/job/{job}/input/files',
    summary: 'Files that were uploaded for a job, newest first.',
    access: READ,
    params: job,
    query: {
      fileState: InputFileState.default('temp'),
      max: queryInteger(1, 1000),
      offset: queryInteger(0, 1e9),
    },
    body: NO_BODY,
    status: 200,
    answer: json(InputFileList),
  }),
  getInputFile: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/jobs/file/{file}',
    summary: 'What is known of an uploaded file.',
    access: READ,
    params: { file: z.string() },
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(InputFileInfo),
  }),
  listExecutionFiles: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/execution/{execution}/input/files',
    summary: 'Files that an execution was given.',
    access: { resource: 'execution', action: 'read' },
    params: execution,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(ExecutionFiles),
  }),
} as const;
