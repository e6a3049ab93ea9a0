import assert from 'node:assert/strict';
import type * as z from 'zod';
import type { ReplayedAnswer } from './send-recorded.ts';

/** Asserts the status, and returns the parsed JSON of an answer. */
export function parsedAnswer<S extends z.ZodType>(
  schema: S,
  { status, text }: ReplayedAnswer,
  accepted: readonly number[] = [200],
): z.output<S> {
  assert.ok(accepted.includes(status), `${status} ${text}`);
  const parsed = schema.safeParse(JSON.parse(text));
  assert.ok(parsed.success, `${parsed.error} in ${text}`);
  return parsed.data;
}

/** Asserts a status without a body. */
export function emptyAnswer({ status, text }: ReplayedAnswer, accepted: readonly number[] = [204]): void {
  assert.ok(accepted.includes(status), `${status} ${text}`);
  assert.equal(text, '');
}
