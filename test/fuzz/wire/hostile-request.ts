/** A request as it is sent, even if it violates HTTP or the protocol. Can be serialized as JSON and repeated. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { utf8Bytes } from '../values/json-text.ts';
import { encodeFrameParts, type FrameParts } from './frame-parts.ts';

export type Body =
  | { readonly kind: 'none' }
  /** Written as UTF-8, with the exceptions of `utf8Bytes`. */
  | { readonly kind: 'text'; readonly text: string }
  /** A text that is sent compressed with gzip. */
  | { readonly kind: 'gzip'; readonly text: string }
  | { readonly kind: 'frames'; readonly frames: readonly FrameParts[] }
  | { readonly kind: 'bytes'; readonly base64: string }
  /** The stored form of a long body: base64 of its compressed JSON. */
  | { readonly kind: 'packed'; readonly base64: string };

/** How the bytes are sent. Absent members have the usual behaviour. */
export interface Delivery {
  /** Whether to write the request to a separate socket, because an HTTP client would refuse it. */
  readonly raw?: boolean;
  /** Value of the `Content-Length` header. */
  readonly contentLength?: number;
  /** Number of bytes of the body after which the connection is closed. */
  readonly cutAfter?: number;
  /** Number of bytes after which the rest of the body is delayed. */
  readonly slowAfter?: number;
  /** Whether to send the body in chunks, without a length. */
  readonly chunked?: boolean;
}

export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Body;
  readonly delivery?: Delivery;
}

const PACKED_FROM = 16 * 1024;

export function bodyBytes(body: Body): Buffer {
  switch (body.kind) {
    case 'none':
      return Buffer.alloc(0);
    case 'text':
      return utf8Bytes(body.text);
    case 'gzip':
      return gzipSync(utf8Bytes(body.text));
    case 'frames':
      return Buffer.concat(body.frames.map(encodeFrameParts));
    case 'bytes':
      return Buffer.from(body.base64, 'base64');
    case 'packed':
      return bodyBytes(unpacked(body));
  }
}

/** Returns the same request with a compressed body, which needs little memory. */
export function packed(request: HostileRequest): HostileRequest {
  const text = JSON.stringify(request.body);
  if (text.length < PACKED_FROM) return request;
  return { ...request, body: { kind: 'packed', base64: gzipSync(text).toString('base64') } };
}

function unpacked(body: Body): Body {
  if (body.kind !== 'packed') return body;
  return JSON.parse(gunzipSync(Buffer.from(body.base64, 'base64')).toString()) as Body;
}

/** Values that differ in each run, such as ids and tokens, by the name that replaces them in a kept case. */
export type Names = ReadonlyMap<string, string>;

/** Replaces values by names, so that a request means the same in another run. */
export function named(request: HostileRequest, names: Names): HostileRequest {
  const pairs = [...names].map(([name, value]) => [value, `{{${name}}}`] as const);
  return packed(replaced({ ...request, body: unpacked(request.body) }, pairs));
}

/** Replaces names by values. */
export function resolved(request: HostileRequest, names: Names): HostileRequest {
  const pairs = [...names].map(([name, value]) => [`{{${name}}}`, value] as const);
  return replaced({ ...request, body: unpacked(request.body) }, pairs);
}

type Pairs = readonly (readonly [from: string, to: string])[];

function replaced(request: HostileRequest, pairs: Pairs): HostileRequest {
  return {
    ...request,
    path: inText(request.path, pairs),
    headers: request.headers.map(([name, value]) => [name, inText(value, pairs)] as const),
    body: inBody(request.body, pairs),
  };
}

function inBody(body: Body, pairs: Pairs): Body {
  if (body.kind === 'text' || body.kind === 'gzip') return { ...body, text: inText(body.text, pairs) };
  if (body.kind !== 'frames') return body;
  return {
    kind: 'frames',
    frames: body.frames.map((frame) => ({ ...frame, operationId: inText(frame.operationId, pairs) })),
  };
}

/** Replaces whole words only, so that operation 1-1 does not match in 11-12. */
function inText(text: string, pairs: Pairs): string {
  let result = text;
  for (const [from, to] of pairs) {
    if (from === '' || !result.includes(from)) continue;
    const word = new RegExp(`(?<![\\w-])${from.replaceAll(/[^\w]/g, '\\$&')}(?![\\w-])`, 'g');
    result = result.replace(word, () => to);
  }
  return result;
}
