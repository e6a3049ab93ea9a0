import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RecordedRequest } from './recording.ts';

/** An answer to a replayed request. */
export interface ReplayedAnswer {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

/**
 * Sends a request with the bytes that the client sent. Does not use `fetch`, which refuses a GET request with a body,
 * as Ansible sends.
 */
export async function sendRecorded(
  target: { readonly url: string; readonly token: string },
  { method, path, headers, body, base64 }: RecordedRequest,
  values: ReadonlyMap<string, string>,
): Promise<ReplayedAnswer> {
  const filled = (template: string) =>
    template.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`no earlier answer had a value for ${name}`);
      return value;
    });
  const bytes = body === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(filled(body));
  const request = httpRequest(target.url + filled(path), {
    method,
    headers: {
      ...headers,
      'X-Rundeck-Auth-Token': target.token,
      // Clients send the length 0 with POST and PUT, and no length with GET and DELETE without a body.
      ...(bytes.byteLength > 0 || method === 'POST' || method === 'PUT'
        ? { 'Content-Length': bytes.byteLength }
        : {}),
    },
  });
  request.end(bytes);
  const [answer]: IncomingMessage[] = await once(request, 'response');
  if (answer === undefined) throw new Error('no answer');
  return {
    status: answer.statusCode ?? 0,
    mediaType: (answer.headers['content-type'] ?? '').split(';', 1)[0] ?? '',
    text: await text(answer),
  };
}

/** Returns the value at a dotted key of a JSON answer, as text. */
export function capturedValue({ text: json }: ReplayedAnswer, dotted: string): string {
  let value: unknown = JSON.parse(json);
  for (const key of dotted.split('.')) value = (value as Readonly<Record<string, unknown>> | null)?.[key];
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new Error(`the answer has no ${dotted}: ${json}`);
  return String(value);
}
