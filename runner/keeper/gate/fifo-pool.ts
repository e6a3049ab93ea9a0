import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemCode } from '../../../support/files/system-code.ts';
import { makeFolderSync } from '../../data-dir/make-folder.ts';
import { HostFailure, type HostFault } from '../../link/host-fault.ts';

/** Both ends of a pipe. The writer blocks, as a step expects; the reader does not. */
export interface PipeEnds {
  readonly reader: number;
  readonly writer: number;
}

/** Number of FIFOs that one run of `mkfifo` creates. The pool creates more when fewer than half are left. */
const BATCH = 64;

/**
 * Pipes for steps. The socket pairs that Node.js gives to children cannot be reopened as `/dev/stderr`. The pool
 * creates FIFOs in advance, opens both ends, and unlinks them before another process can open them.
 */
export class FifoPool {
  readonly #folder: string;
  #paths: string[] = [];
  #made = 0;
  #making: Promise<void> | undefined;

  /** Empties `folder`, which may contain files of a keeper that died. */
  constructor(folder: string) {
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
  }

  /** Resolves to the two ends of a pipe. The caller closes both. Rejects if `mkfifo` fails or descriptors run out. */
  async take(): Promise<PipeEnds> {
    for (;;) {
      while (this.#paths.length === 0) await this.#refill();
      const path = this.#paths.pop() ?? '';
      if (this.#paths.length < BATCH / 2) this.#refill().catch(() => undefined);
      try {
        const ends = openBothEnds(path);
        unlinkSync(path);
        return ends;
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
        // A cleaner of temporary files has removed a FIFO because of its age. The rest of the batch is as old.
        this.#paths = [];
      }
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #refill(): Promise<void> {
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #make(): Promise<void> {
    makeFolderSync(this.#folder);
    const paths = Array.from({ length: BATCH }, () => join(this.#folder, String(this.#made++)));
    // Writable by others: a step that changes its user must still reach its `/dev/stdout`. Unrelated processes cannot
    // reach the FIFO: its folder is private, and its name is removed before the step starts.
    try {
      await promisify(execFile)('mkfifo', ['-m', '622', ...paths], { env: { PATH: '/usr/bin:/bin' } });
    } catch (error) {
      throw mkfifoFailure(error);
    }
    this.#paths.push(...paths);
  }
}

/** Messages of mkfifo in the C locale, with the host fault that each indicates. */
const MKFIFO_MESSAGES: readonly (readonly [string, HostFault])[] = [
  ['No space left on device', 'no-space'],
  ['Disk quota exceeded', 'no-space'],
  ['Read-only file system', 'read-only'],
  ['Input/output error', 'disk-failed'],
];

/** Returns a short error in place of Node's error, which quotes the command with all its paths. */
function mkfifoFailure(error: unknown): unknown {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).split('\n', 1)[0] : '';
  if (!said) return error;
  const fault = MKFIFO_MESSAGES.find(([words]) => said.includes(words))?.[1] ?? 'start-failed';
  return new HostFailure(fault, `the pipes of steps cannot be created: ${said}`, error);
}

function openBothEnds(path: string): PipeEnds {
  // A non-blocking reader can open without a writer. The writer then opens without blocking, because there is a reader.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { reader, writer: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(reader);
    throw error;
  }
}
