import type { ServerResponse } from 'node:http';
import { errorBody } from '../../protocol/errors/error-body.ts';
import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { HTTP_LIMITS } from '../network/limits.ts';
import { retryAfter } from '../network/retry-after.ts';

/** Answers longer than this many bytes may not fit into the operating system's buffers at once. */
const LONG = 65_536;

const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

export function sendText(response: ServerResponse, status: number, mediaType: string, text: string): void {
  sendPieces(response, status, mediaType, [Buffer.from(text)]);
}

/** Answers with a UTF-8 body, which is written in pieces. */
export function sendPieces(
  response: ServerResponse,
  status: number,
  mediaType: string,
  pieces: readonly Buffer[],
): void {
  const length = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  response.writeHead(status, {
    ...COMMON,
    'content-type': `${mediaType}; charset=utf-8`,
    'content-length': length,
  });
  if (length > LONG) {
    // Disconnects a client that reads nothing for that long.
    response.setTimeout(HTTP_LIMITS.unreadSeconds.value * 1000, () => response.destroy());
  }
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(pieces.at(-1));
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, 'application/json', JSON.stringify(value));
}

export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, COMMON);
  response.end();
}

/**
 * Answers with an error. If an answer has already begun, closes the connection instead, so that the answer does not
 * look complete.
 */
export function sendError(response: ServerResponse, error: OutrunnerError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(retryAfter(error))) response.setHeader(name, value);
  // Discards the rest of a refused body. The server's request timeout bounds this.
  if (!response.req.complete) response.req.resume();
  sendJson(response, error.status, errorBody(error));
}
