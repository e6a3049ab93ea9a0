import type { IncomingMessage } from 'node:http';
import { jobPath } from '../../job-language/format/job-path.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';
import type {
  FileUpload,
  InputFileInfo,
  InputFileList,
} from '../../protocol/routes/shapes/input-file-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type AuditFirst, actOf } from '../audit/audit.ts';
import type { JobCache } from '../executions/admission/job-cache.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { FileState, InputFileRecord } from './input-file-record.ts';
import { readMultipartFiles } from './multipart-files.ts';
import type { StoredInputFiles } from './stored-input-files.ts';

const RUN: AccessQuestion = { resource: 'job', action: 'run' };
const READ: AccessQuestion = { resource: 'job', action: 'read' };
/** Default number of entries in a list. */
const PAGE = 20;
const OPTION_FIELD = /^option\.(.+)$/;

export interface UploadsParts {
  readonly files: StoredInputFiles;
  readonly jobs: Pick<Jobs, 'find'>;
  /** Parsed jobs by the hash of their text. */
  readonly parsed: Pick<JobCache, 'get'>;
  readonly auditFirst: AuditFirst;
}

interface OneFile {
  readonly option: string;
  readonly fileName: string | undefined;
}

/** Receives and lists the files that users upload for job options. */
export class Uploads {
  readonly #parts: UploadsParts;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /**
   * Stores the body of a request as one file. Throws `not-found`, `options-invalid`, and any error of storing the file.
   */
  async one(caller: Caller, id: JobId, file: OneFile, request: IncomingMessage): Promise<FileUpload> {
    const bytes = wholeBody(request);
    const take = await this.#taker(caller, id);
    return uploaded([await take(file, bytes)]);
  }

  /** Stores the files in the fields `option.NAME` of a form. Throws the errors of {@link one}, and `invalid-input`. */
  async form(caller: Caller, id: JobId, request: IncomingMessage): Promise<FileUpload> {
    const take = await this.#taker(caller, id);
    const records = await readMultipartFiles(request, async ({ field, fileName, bytes }) => {
      const option = OPTION_FIELD.exec(field)?.[1];
      if (option === undefined)
        throw new OutrunnerError('invalid-input', {
          what: `The field "${field}" of the form`,
          problem: 'it is not a field of an option',
          remedy: 'Rename the field to option.NAME.',
        });
      return take({ option, fileName }, bytes);
    });
    return uploaded(records);
  }

  async list(
    caller: Caller,
    id: JobId,
    {
      fileState,
      max = PAGE,
      offset = 0,
    }: { fileState: FileState; max?: number | undefined; offset?: number | undefined },
  ): Promise<InputFileList> {
    await this.#parts.jobs.find(caller, id, READ);
    const found = this.#parts.files.list(({ job, state }) => job === id && state === fileState);
    const files = found.slice(offset, offset + max).map(infoOf);
    return { paging: { offset, max, total: found.length, count: files.length }, files };
  }

  /** Throws `not-found`. */
  info(caller: Caller, id: string): InputFileInfo {
    const record = this.#parts.files.get(id);
    if (record === undefined || !caller.may(READ, { project: record.project }))
      throw new OutrunnerError('not-found', { kind: 'File', name: id });
    return infoOf(record);
  }

  /** Lists the files of an execution. Does not check access to the execution. */
  ofExecution(execution: ExecutionId): InputFileInfo[] {
    return this.#parts.files.list((record) => record.execution === execution).map(infoOf);
  }

  async #taker(caller: Caller, id: JobId) {
    const { jobs, parsed, files, auditFirst } = this.#parts;
    const record = await jobs.find(caller, id, RUN);
    const job = await parsed.get(record.textHash);
    return async (
      { option, fileName }: OneFile,
      bytes: AsyncIterable<Uint8Array>,
    ): Promise<InputFileRecord> => {
      if (!job.options.some(({ name, type }) => name === option && type === 'file'))
        throw new OutrunnerError('options-invalid', {
          job: jobPath(job),
          problem: `it has no option "${option}" that is a file`,
        });
      const { project } = record;
      const { user } = caller.principal;
      const audited = (file: InputFileRecord) =>
        auditFirst(
          actOf(
            caller,
            'job.upload',
            { id, name: jobPath(job) },
            `${file.id} of ${file.size} bytes for option ${option}`,
          ),
        );
      return files.receive({ project, job: id, option, user, fileName }, bytes, audited);
    };
  }
}

/** Yields the body. Keeps the connection open when the reader stops early, so that the client can read the error. */
async function* wholeBody(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
  } catch (error) {
    throw new OutrunnerError(
      'invalid-input',
      { what: 'The upload', problem: 'it was cut off', remedy: 'Send it again.' },
      { cause: error },
    );
  }
}

function uploaded(records: readonly InputFileRecord[]): FileUpload {
  return {
    total: records.length,
    options: Object.fromEntries(records.map(({ option, id }) => [option, id])),
  };
}

function infoOf(record: InputFileRecord): InputFileInfo {
  return {
    id: record.id,
    user: record.user,
    fileState: record.state,
    sha: record.sha256,
    jobId: record.job,
    optionName: record.option,
    dateCreated: new Date(record.createdAt).toISOString(),
    serverNodeUUID: null,
    fileName: record.fileName,
    size: record.size,
    expirationDate: new Date(record.expiresAt).toISOString(),
    execId: record.execution,
  };
}
