import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { parseBoundedJson } from '../../support/text/bounded-json.ts';
import { excerpt } from '../../support/text/excerpt.ts';
import { HTTP_LIMITS } from '../network/limits.ts';

/** Maximum number of fields that {@link fieldsOf} returns. */
const MOST_FIELDS = 100;
/** Maximum length of a path that {@link fieldsOf} returns. */
const LONGEST_PATH = 128;

/**
 * Parses the payload of an event. An empty payload is an empty object. A number above `Number.MAX_SAFE_INTEGER` that
 * JavaScript would change becomes the string of its digits.
 *
 * @throws webhook-payload-invalid
 */
export function readPayload(text: string, webhook: string): unknown {
  if (text.trim() === '') return {};
  try {
    const value = parseBoundedJson(text, { values: HTTP_LIMITS.jsonValues.value });
    return /\d{16}/.test(text) ? withExactNumbers(text) : value;
  } catch (error) {
    throw new OutrunnerError('webhook-payload-invalid', {
      name: webhook,
      problem:
        error instanceof SyntaxError && error.constructor === SyntaxError
          ? 'it is not valid JSON'
          : problemOf(error),
      remedy: 'Send a JSON document.',
    });
  }
}

/** Returns the paths of a payload's fields, such as `commit.id`: at most 100, each cut to 128 characters. */
export function fieldsOf(payload: unknown): string[] {
  const fields: string[] = [];
  const pending: (readonly [string, unknown])[] = [['', payload]];
  for (
    let next = pending.shift();
    next !== undefined && fields.length < MOST_FIELDS;
    next = pending.shift()
  ) {
    const [path, value] = next;
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).slice(0, MOST_FIELDS);
      pending.push(...entries.map(([name, inner]) => [below(path, name), inner] as const));
    } else if (path !== '') fields.push(path);
  }
  return fields;
}

function below(path: string, name: string): string {
  return excerpt(path === '' ? name : `${path}.${name}`, LONGEST_PATH);
}

type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** Keeps the digits of long identifiers, which `JSON.parse` would round. */
function withExactNumbers(text: string): unknown {
  // The type of `JSON.parse` lacks the third parameter of the reviver.
  const parse = JSON.parse as (text: string, reviver: SourceReviver) => unknown;
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' &&
    source !== undefined &&
    String(value) !== source &&
    Math.abs(value) > Number.MAX_SAFE_INTEGER
      ? source
      : value,
  );
}
