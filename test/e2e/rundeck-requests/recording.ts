import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/**
 * A request of a client. Path and body may contain `{{name}}`, which a replay replaces by the value that an earlier
 * answer had at a captured key.
 */
const RecordedRequest = z.strictObject({
  /** The function, method or task of the client that sent the request. */
  call: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  /** With the query. */
  path: z.string().startsWith('/'),
  /** All headers but those of the connection and the token. */
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  /** A body that is not text. */
  base64: z.base64().optional(),
  /** Names of captured values, with the dotted key of each in the answer. */
  captures: z.record(z.string(), z.string()).optional(),
  /** Whether the client repeats the request until the answer satisfies it. */
  repeats: z.literal(true).optional(),
  /** The type in the client's source code as which the client parses the answer. */
  answer: z.string().optional(),
});
export type RecordedRequest = z.infer<typeof RecordedRequest>;

/** The requests of a client, in order. */
export const Recording = z.strictObject({
  client: z.string(),
  /** Address of the client's source code or package. */
  source: z.string(),
  version: z.string(),
  /** How the requests were obtained. */
  origin: z.string(),
  requests: z.array(RecordedRequest),
});
export type Recording = z.infer<typeof Recording>;

export const RECORDINGS = join(import.meta.dirname, 'recordings');

export function readRecording(name: string): Recording {
  return Recording.parse(JSON.parse(readFileSync(join(RECORDINGS, `${name}.json`), 'utf8')));
}
