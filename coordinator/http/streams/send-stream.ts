import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { BytesReply, OutgoingEvent } from '../handler.ts';
import { EventWriter } from './event-writer.ts';
import type { OpenStream } from './open-streams.ts';

/** Detects readers that do not read. */
type ReaderWatch = Pick<OpenStream, 'waitForReader'>;

/** Interval of keep-alive comments on an idle stream, in ms. */
const COMMENT_EVERY = 10_000;

/**
 * Sends server-sent events. Requests the next event only while the response's buffer has room, so that a slow client
 * does not fill the memory.
 */
export async function sendEvents(
  response: ServerResponse,
  events: AsyncIterable<OutgoingEvent>,
  signal: AbortSignal,
  stream?: ReaderWatch,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => {
    if (response.writableLength === 0) response.write(':\n\n');
  }, COMMENT_EVERY);
  const writer = new EventWriter(response);
  try {
    for await (const event of events) {
      writer.add(event);
      await drained(response, signal, stream);
      if (signal.aborted) break;
    }
  } finally {
    writer.send();
    clearInterval(heartbeat);
    response.end();
  }
}

/**
 * Sends bytes piece by piece. Requests the next piece once the operating system has taken the previous one, because
 * both may use the same memory. A failure before the first byte of an answer with a known length is sent as an error. A
 * later failure closes the connection early, so that the answer does not look complete.
 */
export async function sendBytes(
  response: ServerResponse,
  reply: BytesReply,
  signal: AbortSignal,
  stream?: ReaderWatch,
): Promise<void> {
  const bytes = reply.bytes[Symbol.asyncIterator]();
  const isHead = response.req.method === 'HEAD';
  let next = !isHead && 'content-length' in reply.headers ? await bytes.next() : undefined;
  response.writeHead(reply.status, {
    'content-type': 'application/octet-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...reply.headers,
  });
  response.flushHeaders();
  if (isHead) {
    response.end();
    return;
  }
  try {
    for (next ??= await bytes.next(); next.done !== true; next = await bytes.next()) {
      const taken = written(response, next.value, signal);
      await (stream?.waitForReader(taken) ?? taken);
      if (signal.aborted) break;
    }
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await bytes.return?.();
  }
  // An answer that was cut short must not look complete.
  if (signal.aborted) response.destroy();
  else response.end();
}

/** Resolves once the operating system has the bytes, or once `signal` reports that the client has disconnected. */
function written(response: ServerResponse, chunk: Uint8Array, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
    response.write(chunk, done);
  });
}

async function drained(
  response: ServerResponse,
  signal: AbortSignal,
  stream: ReaderWatch | undefined,
): Promise<void> {
  if (signal.aborted || !response.writableNeedDrain) return;
  // An abort is not a failure: the caller checks the signal.
  const taken = once(response, 'drain', { signal }).catch(() => undefined);
  await (stream?.waitForReader(taken) ?? taken);
}
