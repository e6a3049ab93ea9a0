import { closeSync, fdatasync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { isDamage } from '../../../support/files/damage.ts';
import { readSmallFileSync } from '../../../support/files/small-file.ts';
import { type DecodedRecords, decodeRecords, encodeRecord, FORMAT_LINE } from './record-encoding.ts';

const synchronise = promisify(fdatasync);

/** The log is compacted when it is larger than this, in bytes, and has doubled since the last compaction. */
const SMALLEST_COMPACTION = 1024 * 1024;

/** Maximum size of a log, in bytes. 10,000 operations need far less. */
const LONGEST_LOG = 256 * 1024 * 1024;

interface Waiting {
  readonly line: string;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * An append-only file of records. Records that arrive during a sync share the next one (group commit). After a failed
 * write or sync, the content on disk is unknown, so the log accepts no records until `recover` has rewritten it.
 */
export class RecordLog {
  readonly #path: string;
  readonly #survivors: () => readonly object[];
  #descriptor: number;
  #size: number;
  #compactAt: number;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #broken: Error | undefined;
  #closed = false;
  readonly #writeBytes: typeof writeSync;

  /**
   * Starts a new log in place of the old one. `survivors` returns the records that a compaction or recovery retains.
   */
  constructor(path: string, survivors: () => readonly object[], write = writeSync) {
    this.#path = path;
    this.#survivors = survivors;
    this.#writeBytes = write;
    this.#descriptor = -1;
    this.#size = 0;
    this.#compactAt = 0;
    this.#rewrite();
  }

  /** Returns the records of a previous process. Throws `data-newer` for the file of a newer program. */
  static read(path: string): DecodedRecords {
    try {
      const text = readSmallFileSync(path, LONGEST_LOG);
      return text === undefined ? { records: [] } : decodeRecords(text, path);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { records: [], problem: String(error.parameters['problem']) };
    }
  }

  get failure(): Error | undefined {
    return this.#broken;
  }

  /** Rewrites the log after a failure. `failure` is undefined if that succeeds. */
  recover(): void {
    if (this.#broken === undefined || this.#closed || this.#running !== undefined) return;
    try {
      this.#rewrite();
      this.#broken = undefined;
    } catch (error) {
      this.#broken = error as Error;
    }
  }

  /** Resolves once the record is durable. */
  append(record: object): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#broken) return failed(this.#broken);
      this.#waiting.push({ line: encodeRecord(record), done, failed });
      this.#running ??= this.#run();
    });
  }

  /**
   * Appends without a sync. The record survives a crash of this process, but a power loss only after the next sync.
   */
  note(record: object): void {
    if (this.#broken) return;
    try {
      this.#write(encodeRecord(record));
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  async close(): Promise<void> {
    await this.#running;
    this.#closed = true;
    closeSync(this.#descriptor);
    this.#broken = new Error('The record log is closed.');
  }

  async #run(): Promise<void> {
    // Lets further records of this turn of the event loop join the first group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#broken) throw this.#broken;
        this.#write(group.map(({ line }) => line).join(''));
        await synchronise(this.#descriptor);
        for (const { done } of group) done();
        if (this.#size > this.#compactAt) this.#rewrite();
      } catch (error) {
        this.#fail(error as Error);
        for (const { failed } of group) failed(error as Error);
      }
    }
    this.#running = undefined;
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; )
      written += this.#writeBytes(this.#descriptor, bytes, written);
    this.#size += bytes.length;
  }

  #fail(error: Error): void {
    this.#broken ??= error;
  }

  #rewrite(): void {
    const beside = `${this.#path}.new`;
    const descriptor = openSync(beside, 'w', 0o600);
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = descriptor;
    this.#size = 0;
    this.#write(FORMAT_LINE + this.#survivors().map(encodeRecord).join(''));
    fsyncSync(descriptor);
    renameSync(beside, this.#path);
    syncFolder(dirname(this.#path));
    this.#compactAt = Math.max(SMALLEST_COMPACTION, this.#size * 2);
  }
}

/** Makes a new file name durable. Windows cannot open folders, but writes names to disk at once. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
