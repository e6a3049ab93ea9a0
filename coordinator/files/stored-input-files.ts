import { randomUUID } from 'node:crypto';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId, ProjectName } from '../../protocol/ids.ts';
import type { OperationFile } from '../../protocol/runner/claims.ts';
import type { FileFolder, Written } from './file-folder.ts';
import { type FileState, type InputFileRecord, RECORD_FORMAT } from './input-file-record.ts';
import type { FileClaim, InputFiles } from './ports.ts';

/** Time after the upload, in ms, after which the record of a removed file is also removed. */
const RECORD_KEPT = 24 * 3600 * 1000;
/** Interval of the checks for expired files, in ms. */
const LOOK_EVERY = 10_000;
/** Maximum concurrent uploads. */
const MOST_AT_ONCE = 32;
/** Maximum number of files that no execution has claimed yet. */
const MOST_WAITING = 10_000;
/** Maximum length of a stored file name, in characters. */
const LONGEST_NAME = 255;

export interface StoredInputFilesParts {
  readonly folder: FileFolder;
  readonly clock: { epoch(): number; after(milliseconds: number, callback: () => void): () => void };
  readonly limits: () => { readonly fileBytes: number; readonly keepSeconds: number };
  /** Throws `storage-low` if the disk has no room for uploads. */
  readonly requireRoom: () => void;
  readonly onProblem: (problem: unknown) => void;
}

/** The state of an execution that claimed files. */
export type ExecutionPhase = 'open' | 'ended' | 'never-started';

export interface InputFileUpload {
  readonly project: ProjectName;
  readonly job: JobId;
  readonly option: string;
  readonly user: string;
  readonly fileName: string | undefined;
}

/** Uploaded option files, stored in a folder of the data dir. */
export class StoredInputFiles implements InputFiles {
  readonly #parts: StoredInputFilesParts;
  readonly #records = new Map<string, InputFileRecord>();
  /** Files that executions have claimed, in memory because every grant reads them. */
  readonly #retained = new Map<ExecutionId, Map<string, InputFileRecord>>();
  readonly #stopLooking: () => void;
  #looking: Promise<void> = Promise.resolve();
  #receiving = 0;

  private constructor(parts: StoredInputFilesParts, records: readonly InputFileRecord[]) {
    this.#parts = parts;
    for (const record of records) this.#put(record);
    let stop = (): void => undefined;
    const look = (): void => {
      this.#looking = this.#removeOld().catch(parts.onProblem);
      stop = parts.clock.after(LOOK_EVERY, look);
    };
    look();
    this.#stopLooking = () => stop();
  }

  static async open(parts: StoredInputFilesParts): Promise<StoredInputFiles> {
    return new StoredInputFiles(parts, await parts.folder.records());
  }

  /**
   * Stores a file. Resolves once the file is durable. Awaits `audited` before the file can be claimed. Throws
   * `storage-busy`, `body-too-large`, `storage-low`, `storage-full`, and the error of `audited`.
   */
  async receive(
    upload: InputFileUpload,
    bytes: AsyncIterable<Uint8Array>,
    audited: (record: InputFileRecord) => Promise<void>,
  ): Promise<InputFileRecord> {
    const { folder, clock, limits, requireRoom } = this.#parts;
    const { fileBytes, keepSeconds } = limits();
    requireRoom();
    if (this.#receiving >= MOST_AT_ONCE || this.list(({ state }) => state === 'temp').length >= MOST_WAITING)
      throw new OutrunnerError('storage-busy', { what: 'uploaded files' });
    const id = randomUUID();
    this.#receiving += 1;
    const written = await this.#write(id, bytes, fileBytes).finally(() => {
      this.#receiving -= 1;
    });
    const now = clock.epoch();
    const record: InputFileRecord = {
      format: RECORD_FORMAT,
      id,
      ...upload,
      fileName: baseName(upload.fileName),
      ...written,
      state: 'temp',
      createdAt: now,
      expiresAt: now + keepSeconds * 1000,
      execution: null,
    };
    try {
      await audited(record);
    } catch (error) {
      await folder.removeBytes(id);
      throw error;
    }
    await folder.keep(record);
    this.#put(record);
    return record;
  }

  get(id: string): InputFileRecord | undefined {
    return this.#records.get(id);
  }

  /** Returns the matching records, newest first. */
  list(wanted: (record: InputFileRecord) => boolean): InputFileRecord[] {
    return [...this.#records.values()].filter(wanted).sort((one, other) => other.createdAt - one.createdAt);
  }

  async claim(claims: readonly FileClaim[]): Promise<OperationFile[]> {
    const before = claims.map((claim) => this.#claimable(claim));
    const after = before.map((record, index): InputFileRecord => {
      const { execution = null, repeats } = claims[index] ?? {};
      return { ...record, state: 'retained', execution, ...(repeats === undefined ? {} : { repeats }) };
    });
    // Must precede the first await, so that only one of two concurrent executions claims the file.
    for (const record of after) this.#put(record);
    try {
      for (const record of after) await this.#parts.folder.keep(record);
    } catch (error) {
      for (const record of before) {
        this.#put(record);
        await this.#parts.folder.keep(record).catch(this.#parts.onProblem);
      }
      throw error;
    }
    return after.map(operationFile);
  }

  ofExecution(execution: ExecutionId): OperationFile[] {
    return this.#retainedBy(execution).map(operationFile);
  }

  /** Reads a file of an execution. Returns undefined if the execution has no file with that id. */
  read(
    execution: ExecutionId,
    id: string,
  ): { readonly size: number; readonly from: (start: number) => AsyncIterable<Uint8Array> } | undefined {
    const record = this.#retained.get(execution)?.get(id);
    if (record === undefined) return undefined;
    return { size: record.size, from: (start) => this.#parts.folder.read(id, start) };
  }

  async release(execution: ExecutionId): Promise<void> {
    for (const record of this.#retainedBy(execution)) await this.#remove(record, 'deleted');
  }

  /**
   * Releases the files of executions that have ended. Called once at the start, for executions that ended before a
   * crash. The files of a retry that never began are returned to the retried execution.
   */
  async releaseEnded(phaseOf: (execution: ExecutionId) => Promise<ExecutionPhase>): Promise<void> {
    for (const execution of [...this.#retained.keys()]) {
      const phase = await phaseOf(execution);
      if (phase === 'open') continue;
      for (const record of this.#retainedBy(execution)) {
        if (phase === 'ended' || record.repeats === undefined) await this.#remove(record, 'deleted');
        else await this.#giveBack(record, record.repeats);
      }
    }
  }

  async close(): Promise<void> {
    this.#stopLooking();
    await this.#looking;
  }

  #write(id: string, bytes: AsyncIterable<Uint8Array>, limit: number): Promise<Written> {
    const { folder, requireRoom } = this.#parts;
    return folder.write(id, bytes, (size) => {
      if (size > limit) throw new OutrunnerError('body-too-large', { limit });
      requireRoom();
    });
  }

  #put(record: InputFileRecord): void {
    const before = this.#records.get(record.id);
    if (before?.state === 'retained' && before.execution !== null) {
      const others = this.#retained.get(before.execution);
      others?.delete(record.id);
      if (others?.size === 0) this.#retained.delete(before.execution);
    }
    this.#records.set(record.id, record);
    if (record.state !== 'retained' || record.execution === null) return;
    const files = this.#retained.get(record.execution) ?? new Map<string, InputFileRecord>();
    this.#retained.set(record.execution, files.set(record.id, record));
  }

  #retainedBy(execution: ExecutionId): InputFileRecord[] {
    return [...(this.#retained.get(execution)?.values() ?? [])];
  }

  /** Returns the record of a file that the execution may claim. Throws `input-file-unusable`. */
  #claimable({ fileId, job, option, execution, repeats }: FileClaim): InputFileRecord {
    const unusable = (problem: string) =>
      new OutrunnerError('input-file-unusable', { file: fileId, option, problem });
    const record = this.#records.get(fileId);
    if (record === undefined || record.job !== job) throw unusable('no such file was uploaded for this job');
    if (record.option !== option) throw unusable(`it was uploaded for option ${record.option}`);
    if (record.state === 'temp') {
      if (record.expiresAt > this.#parts.clock.epoch()) return record;
      throw unusable('it was not used in time');
    }
    if (record.state === 'expired') throw unusable('it was not used in time');
    if (record.state === 'retained' && [execution, repeats].includes(record.execution ?? undefined))
      return record;
    // At most one retry of an execution begins, so another retry that has claimed the file never began.
    if (record.state === 'retained' && repeats !== undefined && record.repeats === repeats) return record;
    throw unusable(`execution ${record.execution} has used it`);
  }

  async #removeOld(): Promise<void> {
    const now = this.#parts.clock.epoch();
    for (const record of [...this.#records.values()]) {
      if (record.state === 'temp' && record.expiresAt <= now) await this.#remove(record, 'expired');
      const isGone = record.state === 'deleted' || record.state === 'expired';
      if (!isGone || record.createdAt + RECORD_KEPT > now) continue;
      this.#records.delete(record.id);
      await this.#parts.folder.removeRecord(record.id);
    }
  }

  async #giveBack({ repeats: _, ...record }: InputFileRecord, execution: ExecutionId): Promise<void> {
    const back = { ...record, execution };
    this.#put(back);
    await this.#parts.folder.keep(back);
  }

  async #remove(record: InputFileRecord, state: FileState): Promise<void> {
    const gone = { ...record, state };
    this.#put(gone);
    await this.#parts.folder.removeBytes(record.id);
    await this.#parts.folder.keep(gone);
  }
}

function operationFile({ option, id, fileName, size, sha256 }: InputFileRecord): OperationFile {
  return { option, id, fileName: fileName ?? option, size, sha256 };
}

/** Returns the last segment of a file name, because browsers and scripts may send a path; null if nothing is left. */
function baseName(given: string | undefined): string | null {
  const name = (given ?? '')
    .split(/[\\/]/)
    .pop()
    ?.replace(/\p{Cc}/gu, '')
    .slice(-LONGEST_NAME);
  return name === undefined || name === '' ? null : name;
}
