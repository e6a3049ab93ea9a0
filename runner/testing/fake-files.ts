import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationFile } from '../../protocol/runner/claims.ts';
import { FILE_CONTENT_TYPE } from '../../protocol/runner/headers.ts';
import { refusalBody } from './faults.ts';

/** The files of a fake coordinator. */
export class FakeFiles {
  /** The `Range` header of each request, in order. */
  readonly ranges: string[] = [];
  /** Whether answers stall after their beginning. */
  stalls = false;
  /** Whether a proxy on the way ignores `Range`. */
  ignoresRange = false;
  readonly #contents = new Map<string, Buffer>();

  add(option: string, fileName: string, content: Buffer): OperationFile {
    const id = `file-${this.#contents.size + 1}`;
    this.#contents.set(id, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { option, id, fileName, size: content.byteLength, sha256 };
  }

  serve(
    request: IncomingMessage,
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    isCut: boolean,
  ): void {
    const content = this.#contents.get(request.url?.split('/').pop() ?? '');
    this.ranges.push(request.headers.range ?? '');
    if (content === undefined) {
      const { status, body } = refusalBody('not-found');
      response
        .writeHead(status, { ...headers, 'content-type': 'application/json' })
        .end(JSON.stringify(body));
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const from = this.ignoresRange ? 0 : start;
    const rest = content.subarray(from);
    response.writeHead(from === 0 ? 200 : 206, {
      ...headers,
      'content-type': FILE_CONTENT_TYPE,
      'content-length': rest.byteLength,
    });
    if (this.stalls) response.write(rest.subarray(0, 1));
    else if (isCut) response.write(rest.subarray(0, rest.byteLength >> 1), () => response.socket?.destroy());
    else response.end(rest);
  }
}
