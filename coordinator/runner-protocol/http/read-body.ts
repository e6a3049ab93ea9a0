import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type * as z from 'zod';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { type JsonBounds, parseBoundedJson } from '../../../support/text/bounded-json.ts';
import type { Clock } from '../../dispatch/ports.ts';

/** Thrown when the client has ended its request early, so that no one would receive an answer. */
export class ClientGone extends Error {
  constructor() {
    super('the client has disconnected');
    this.name = 'ClientGone';
  }
}

/** Limits of a body's size and of the time to read it. */
export interface BodyLimits {
  readonly bytes: number;
  /** Maximum number of values in the JSON; absent: unlimited. */
  readonly values?: number;
  /** Time within which the body must arrive; absent: only the server's own limit applies. */
  readonly deadline?: { readonly seconds: number; readonly clock: Pick<Clock, 'after'> };
  /** Called with the number of bytes of each buffered chunk. Throws if there are too many. */
  readonly keep?: (bytes: number) => void;
}

/**
 * Reads a JSON body within its limits and parses it with its schema.
 * @throws unsupported-media-type, body-too-large, body-too-slow, the error of `keep`, invalid-input, or ClientGone
 */
export async function readJson<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
  limits: BodyLimits,
): Promise<z.infer<Schema>> {
  requireType(request, 'application/json');
  requireLength(request, limits.bytes);
  return parsedBody(schema, await readBytes(request, limits), limits);
}

/**
 * Reads and unpacks a gzip body. Limits its size before and after unpacking.
 * @throws unsupported-media-type, body-too-large, invalid-input, or ClientGone
 */
export async function readPacked(
  request: IncomingMessage,
  { type, packed, unpacked }: { readonly type: string; readonly packed: number; readonly unpacked: number },
): Promise<Buffer> {
  requireType(request, type);
  requireLength(request, packed);
  return unpack(await readBytes(request, { bytes: packed }), unpacked);
}

async function unpack(bytes: Buffer, limit: number): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: limit });
  } catch (error) {
    const isLong = error instanceof RangeError;
    throw isLong ? new OutrunnerError('body-too-large', { limit }) : invalidBody(problemOf(error));
  }
}

function parsedBody<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Buffer,
  bounds: JsonBounds,
): z.infer<Schema> {
  const parsed = schema.safeParse(parseJson(bytes, bounds));
  if (!parsed.success) throw invalidBody(firstIssue(parsed.error));
  return parsed.data;
}

/** Refuses a body with another media type or with a content encoding. @throws unsupported-media-type */
export function requireType(request: IncomingMessage, accepted: string): void {
  const type = request.headers['content-type'] ?? '';
  const encoding = request.headers['content-encoding'];
  if (type.split(';', 1)[0]?.trim().toLowerCase() !== accepted) {
    throw new OutrunnerError('unsupported-media-type', { type, accepted });
  }
  if (encoding !== undefined && encoding !== 'identity') {
    throw new OutrunnerError('unsupported-media-type', { type: `${type}; ${encoding}`, accepted });
  }
}

/** Refuses a body whose declared length exceeds the limit. @throws body-too-large */
export function requireLength(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limit)
    throw new OutrunnerError('body-too-large', { limit });
}

function readBytes(request: IncomingMessage, { bytes: limit, deadline, keep }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // A request that was destroyed while it waited for its turn emits no more events.
    if (request.destroyed) {
      reject(new ClientGone());
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (error: unknown): void => {
      request.off('data', take);
      chunks.length = 0;
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.byteLength;
      try {
        if (length > limit) throw new OutrunnerError('body-too-large', { limit });
        keep?.(chunk.byteLength);
        chunks.push(chunk);
      } catch (error) {
        refuse(error);
      }
    };
    const stopTimer = deadline?.clock.after(deadline.seconds * 1000, () =>
      refuse(new OutrunnerError('body-too-slow', { seconds: deadline.seconds })),
    );
    request.on('data', take);
    const gone = (): void => {
      stopTimer?.();
      reject(new ClientGone());
    };
    request.once('error', gone);
    request.once('close', gone);
    request.once('end', () => {
      stopTimer?.();
      request.off('error', gone);
      request.off('close', gone);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
  });
}

function parseJson(bytes: Buffer, bounds: JsonBounds): unknown {
  try {
    return parseBoundedJson(bytes.toString('utf8'), bounds);
  } catch (error) {
    throw invalidBody(problemOf(error));
  }
}

/** Returns the first problem of a value, with the path of the problem. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not match its schema';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}

export function invalidBody(problem: string): OutrunnerError {
  return new OutrunnerError('invalid-input', { what: 'The request body', problem, remedy: '' });
}
