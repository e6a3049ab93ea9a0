import type { IncomingMessage } from 'node:http';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { type Body, PLAIN_TEXT, type TextBody } from '../../protocol/routes/route.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { parseBoundedJson } from '../../support/text/bounded-json.ts';
import { prototypeKeyPath } from '../../support/text/prototype-key.ts';
import { utf8Text } from '../../support/text/utf8-text.ts';
import { HTTP_LIMITS } from '../network/limits.ts';
import { isForm, readForm } from './read-form.ts';

/** Returns the media type of a request in lower case, without parameters; empty if it has none. */
export function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Reads a whole body. Throws `body-too-large` above `limit` bytes. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new OutrunnerError('body-too-large', { limit });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new OutrunnerError('unsupported-media-type', {
      type: `content encoding ${encoding}`,
      accepted: 'the body as it is',
    });
  }
  const parts: Buffer[] = [];
  let size = 0;
  // The request stays open after a refusal: the rest of the body is discarded, so that the client can read the answer.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    size += part.byteLength;
    if (size > limit) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * Reads the body of a request as the kind that its route declares, before validation: nothing, a JSON value, the fields
 * of a form, or a string.
 *
 * `anyType`: the query sets the format, so the media type is ignored. Throws `unsupported-media-type`,
 * `body-too-large`, `invalid-input`.
 */
export async function readBody(
  request: IncomingMessage,
  body: Body,
  limit: number,
  anyType: boolean,
): Promise<unknown> {
  if (body.kind === 'none' || body.kind === 'bytes') return undefined;
  const mediaType = mediaTypeOf(request);
  const bytes = await readBytes(request, limit);
  if (body.kind === 'json' && body.forms === true && isForm(mediaType)) {
    return readForm(bytes, request.headers['content-type'] ?? '', limit);
  }
  if (body.kind === 'text' && body.formField !== undefined && isForm(mediaType)) {
    const fields = await readForm(bytes, request.headers['content-type'] ?? '', limit);
    const text = fields[body.formField];
    if (text === undefined) throw missingField(body.formField);
    return { text, mediaType } satisfies TextBody;
  }
  const text = utf8Text(bytes, 'The request body');
  if (body.kind === 'text') {
    if (!anyType && !body.mediaTypes.includes(mediaType)) throw unsupported(mediaType, body.mediaTypes);
    return { text, mediaType } satisfies TextBody;
  }
  const { textAs, textTypes = PLAIN_TEXT } = body;
  if (textAs !== undefined && textTypes.includes(mediaType)) return { [textAs]: text };
  if (text.trim() === '') return body.optional ? {} : undefined;
  if (mediaType !== 'application/json' && !mediaType.endsWith('+json')) {
    throw unsupported(mediaType, ['application/json', ...(textAs === undefined ? [] : textTypes)]);
  }
  const value = parseJson(text);
  const refused = prototypeKeyPath(text, value);
  if (refused === undefined) return value;
  throw new OutrunnerError('invalid-input', {
    what: `The field "${refused}"`,
    problem: 'the key "__proto__" is not allowed',
    remedy: 'Use another key.',
  });
}

/**
 * Returns a JSON value without the keys whose value is null. Rundeck's clients send null for a field that they do not
 * set.
 */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}

function parseJson(text: string): unknown {
  try {
    return parseBoundedJson(text, { values: HTTP_LIMITS.jsonValues.value });
  } catch (error) {
    throw new OutrunnerError('invalid-input', {
      what: 'The request body',
      problem: `it is not valid JSON (${problemOf(error)})`,
      remedy: 'Send a JSON document.',
    });
  }
}

function missingField(name: string): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what: `The field "${name}"`,
    problem: 'it is missing',
    remedy: 'Send the text in this field of the form, or as the body.',
  });
}

function unsupported(type: string, accepted: readonly string[]): OutrunnerError {
  return new OutrunnerError('unsupported-media-type', {
    type: type === '' ? '(none)' : type,
    accepted: accepted.join(' or '),
  });
}
