import type { IncomingMessage } from 'node:http';
import type { TextReply } from './handler.ts';

/**
 * Returns `text`, with the first of these media types that the `Accept` header contains. Returns `value`, which is sent
 * as JSON, if the header contains none of the media types, or contains JSON.
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
