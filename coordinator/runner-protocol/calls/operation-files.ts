import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { type ExecutionId, executionOf, OperationId } from '../../../protocol/ids.ts';
import { FILE_CONTENT_TYPE } from '../../../protocol/runner/headers.ts';
import type { Operations } from '../../executions/ports.ts';
import { parseRange } from '../../network/range.ts';
import { ClientGone } from '../http/read-body.ts';
import type { InSession } from './caller.ts';

/** Where the files of executions are. */
export interface FileSource {
  /** Undefined: the execution has no such file. */
  read(
    execution: ExecutionId,
    id: string,
  ): { readonly size: number; readonly from: (start: number) => AsyncIterable<Uint8Array> } | undefined;
}

export interface OperationFilesParts {
  readonly operations: Operations;
  readonly files?: FileSource | undefined;
}

const PATH = /^\/runner\/v1\/operations\/([^/]+)\/files\/([A-Za-z0-9_-]{1,64})$/;

/** Reads the path of a file of an operation; undefined: it is another one. */
export function readFilePath(path: string): { operationId: OperationId; file: string } | undefined {
  const [, operation = '', file = ''] = PATH.exec(path) ?? [];
  const operationId = OperationId.safeParse(operation);
  return operationId.success ? { operationId: operationId.data, file } : undefined;
}

/** `GET operations/{operation}/files/{id}`: the bytes of a file, for the holder of the grant alone. */
export class OperationFiles {
  readonly #parts: OperationFilesParts;

  constructor(parts: OperationFilesParts) {
    this.#parts = parts;
  }

  /** Answers it whole, or rejects before anything is answered: operation-not-granted, not-found, or ClientGone. */
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
    // Whoever asks for a part asks for the rest: that is what a cut download needs.
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
      // It was cut; the rest is asked for again.
      throw new ClientGone();
    } finally {
      stop();
    }
  }
}
