import assert from 'node:assert/strict';
import { MANAGEMENT_ROUTES } from './management-routes.ts';

const { stepctx } = MANAGEMENT_ROUTES.getStepOutput.params;
const accepts = (text: string) => stepctx.safeParse(text).success;

describe('a step context in a route', () => {
  it('consists of numbers of steps, error handlers and parameters', () => {
    for (const text of ['1', '12/3', '2/', '1e', '1e/2', '2/1@node=web 1', '1@a/2@b=c/'])
      assert.ok(accepts(text), text);
    for (const text of ['', '/1', '1//2', 'e', '1ee', '1@', '1/@a', 'x', '1!', '1 2'])
      assert.ok(!accepts(text), text);
  });

  it('is rejected in time proportional to its length', () => {
    // A pattern that can match digits in several ways would not end within the lifetime of the test.
    assert.ok(!accepts(`${'1'.repeat(1000)}!`));
    assert.ok(!accepts(`${'1e/'.repeat(330)}!`));
  });
});
