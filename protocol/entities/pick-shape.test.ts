import assert from 'node:assert/strict';
import * as z from 'zod';
import { pickShape } from './pick-shape.ts';

describe('pickShape', () => {
  const Shape = z.object({ a: z.string(), b: z.number().optional(), c: z.boolean() });

  it('returns the values that the schema declares, in the order of the schema', () => {
    const values = { d: 'not declared', c: false, a: 'x', b: undefined };
    assert.equal(JSON.stringify(pickShape(Shape, values)), '{"a":"x","c":false}');
  });
});
