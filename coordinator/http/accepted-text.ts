import type { IncomingMessage } from 'node:http';
import type { TextReply } from './handler.ts';

/**
 * Answers with a text of the first of these media types that the request accepts. Answers with the value, as JSON, if
 * the request accepts none of them, or also JSON.
 */
export function asAccepted<T>(
  { headers }: Pick<IncomingMessage, 'headers'>,
  mediaTypes: readonly string[],
  value: T,
  text: string,
): T | TextReply {
  const accepted = headers.accept ?? '';
  const mediaType = accepted.includes('json')
    ? undefined
    : mediaTypes.find((type) => accepted.includes(type));
  return mediaType === undefined ? value : { kind: 'text', mediaType, text };
}
