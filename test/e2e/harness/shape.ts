import assert from 'node:assert/strict';

/** An answer with an unparsed body. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Returns the body of an answer as an object. Asserts the status. */
export function fields(answer: Answer, status = 200): Fields {
  const shown = JSON.stringify(answer.body);
  assert.equal(answer.status, status, shown);
  assert.ok(
    typeof answer.body === 'object' && answer.body !== null && !Array.isArray(answer.body),
    `not an object: ${shown}`,
  );
  return { ...answer.body };
}

/** Returns the body of an answer as a list of objects, or the list under `key`. Asserts the status. */
export function list(answer: Answer, key?: string): readonly Fields[] {
  const found: unknown = key === undefined ? answer.body : fields(answer)[key];
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(Array.isArray(found), `not a list: ${JSON.stringify(answer.body)}`);
  return found;
}

/** Asserts an error answer with its four fields, this status and code. Returns its message. */
export function refused(answer: Answer, status: number, code?: string): string {
  const body = fields(answer, status);
  assert.equal(body['error'], true);
  assert.equal(typeof body['apiversion'], 'number');
  const { errorCode, message } = body;
  assert.ok(typeof errorCode === 'string' && typeof message === 'string' && message !== '');
  if (code !== undefined) assert.equal(errorCode, code);
  assert.doesNotMatch(message, /\n\s+at |node:internal/);
  return message;
}

/** Returns the value of a string field. Asserts its type. */
export function textOf(object: Fields, key: string): string {
  const value = object[key];
  assert.ok(typeof value === 'string', `${key} is not a string in ${JSON.stringify(object)}`);
  return value;
}
