import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import { type ExecutionId, executionOf, OperationId } from '../../../../protocol/ids.ts';
import { FILE_CONTENT_TYPE } from '../../../../protocol/runner/headers.ts';
import type { OperationLedger } from '../../../executions/ports.ts';
import { parseRange } from '../../../network/range.ts';
import { ClientGone } from '../../http/read-body.ts';
import type { InSession } from '../caller.ts';

/** Reads the files of executions. */
export interface FileSource {
  /** Returns a file and its size; undefined if the execution has no such file. */
  read(
    execution: ExecutionId,
    id: string,
  ): { readonly size: number; readonly from: (start: number) => AsyncIterable<Uint8Array> } | undefined;
}

export interface OperationFilesParts {
  readonly operations: OperationLedger;
  readonly files?: FileSource | undefined;
}

const PATH = /^\/runner\/v1\/operations\/([^/]+)\/files\/([A-Za-z0-9_-]{1,64})$/;

/** Parses the path of an operation's file; undefined for another path. */
export function readFilePath(path: string): { operationId: OperationId; file: string } | undefined {
  const [, operation = '', file = ''] = PATH.exec(path) ?? [];
  const operationId = OperationId.safeParse(operation);
  return operationId.success ? { operationId: operationId.data, file } : undefined;
}

/** `GET operations/{operation}/files/{id}`: sends a file to the replica that holds the grant of the operation. */
export class OperationFiles {
  readonly #parts: OperationFilesParts;

  constructor(parts: OperationFilesParts) {
    this.#parts = parts;
  }

  /**
   * Sends the file. Rejects with `operation-not-granted` or `not-found` before the answer begins, and with ClientGone
   * if the answer is interrupted.
   */
  async answer(
    { operationId, file }: { readonly operationId: OperationId; readonly file: string },
    { claimant, session }: InSession,
    request: IncomingMessage,
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { kind } = this.#parts.operations.holding(operationId, claimant);
    if (kind !== 'granted' && kind !== 'cancelling')
      throw new OutrunnerError('operation-not-granted', { operation: operationId });
    const found = this.#parts.files?.read(executionOf(operationId), file);
    if (found === undefined) throw new OutrunnerError('not-found', { kind: 'File', name: file });
    const { size } = found;
    const range = parseRange(request.headers.range, size);
    // The end of a range is ignored, because a runner that resumes an interrupted download needs all remaining bytes.
    const start = range.kind === 'part' ? range.start : 0;
    response.writeHead(start === 0 ? 200 : 206, {
      ...headers,
      'content-type': FILE_CONTENT_TYPE,
      'content-length': String(size - start),
      ...(start === 0 ? {} : { 'content-range': `bytes ${start}-${size - 1}/${size}` }),
      'cache-control': 'no-store',
    });
    const stop = session.onClose(() => response.destroy());
    try {
      await pipeline(found.from(start), response);
    } catch {
      // The answer was interrupted. The runner requests the remaining bytes again.
      throw new ClientGone();
    } finally {
      stop();
    }
  }
}
