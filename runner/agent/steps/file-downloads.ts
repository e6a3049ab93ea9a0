import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import type { OperationFile } from '../../../protocol/runner/claims.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { backoffMilliseconds } from '../../transport/call-policies.ts';
import { CallAborted, LinkDown } from '../../transport/link-down.ts';
import { pause } from '../../transport/pause.ts';
import type { SessionCalls } from '../session/session-calls.ts';

/** Thrown if a file is unavailable. The message is a sentence for a person. */
export class FileUnavailable extends Error {
  override readonly name = 'FileUnavailable';
}

type Calls = Pick<SessionCalls, 'file' | 'backoff'>;

/**
 * Downloads files in the current session. An interrupted download resumes at its offset, in a later session if
 * necessary.
 */
export class FileDownloads {
  #calls: Calls | undefined;
  readonly #waiting = new Set<() => void>();

  connect(calls: Calls): void {
    this.#calls = calls;
    for (const wake of this.#waiting) wake();
  }

  disconnect(): void {
    this.#calls = undefined;
  }

  /**
   * Writes a file of an operation to `path`, which must not exist, readable by its owner only. Resolves when it is
   * complete and its checksum matches. Rejects with {@link FileUnavailable}, or as soon as the signal aborts.
   */
  async fetch(
    operationId: OperationId,
    file: OperationFile,
    path: string,
    signal: AbortSignal,
  ): Promise<void> {
    const handle = await open(path, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      const target = { handle, hash, written: 0 };
      for (let failures = 0; target.written < file.size; failures++) {
        const before = target.written;
        const calls = await this.#session(signal);
        try {
          await this.#attempt(calls, operationId, file, target, signal);
        } catch (error) {
          signal.throwIfAborted();
          requireTemporary(error, file);
          if (target.written > before) failures = 0;
          await pause(backoffMilliseconds(calls.backoff, failures, Math.random()), signal);
        }
      }
      if (hash.digest('hex') !== file.sha256)
        throw new FileUnavailable(`The file of option ${file.option} arrived damaged. Upload it again.`);
    } finally {
      await handle.close();
    }
  }

  async #attempt(
    calls: Calls,
    operationId: OperationId,
    file: OperationFile,
    target: { readonly handle: FileHandle; readonly hash: ReturnType<typeof createHash>; written: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { start, bytes } = await calls.file(operationId, file.id, target.written, signal);
    let offset = start;
    for await (const piece of bytes) {
      // A proxy without support for ranges may send the whole file again.
      const fresh = piece.subarray(Math.min(piece.byteLength, Math.max(0, target.written - offset)));
      offset += piece.byteLength;
      if (target.written + fresh.byteLength > file.size)
        throw new FileUnavailable(
          `The file of option ${file.option} is longer than when it was uploaded. Upload it again.`,
        );
      // A single `write` may store only a part if the disk is nearly full. `writeFile` repeats until all is written.
      await target.handle.writeFile(fresh);
      target.hash.update(fresh);
      target.written += fresh.byteLength;
    }
    if (target.written < file.size) throw new LinkDown('the download ended early');
  }

  /** Waits until a session is open. */
  async #session(signal: AbortSignal): Promise<Calls> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#calls !== undefined) return this.#calls;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }
}

/** Returns if repeating the request may help. Throws otherwise. */
function requireTemporary(error: unknown, file: OperationFile): void {
  if (error instanceof LinkDown || error instanceof CallAborted) return;
  if (isOutrunnerError(error) && error.status >= 500) return;
  if (error instanceof FileUnavailable) throw error;
  const problem = `The file of option ${file.option} could not be fetched: ${problemOf(error)}`;
  throw new FileUnavailable(problem, { cause: error });
}
