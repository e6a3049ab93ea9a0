import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonTooDeep, JsonTooLong, MOST_JSON_LEVELS, parseBoundedJson } from './bounded-json.ts';

describe('parseBoundedJson', () => {
  it('returns the result of JSON.parse for generated JSON within the depth limit', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 10 }), (text) => {
        assert.deepEqual(parseBoundedJson(text), JSON.parse(text));
      }),
    );
  });

  it('accepts the deepest allowed nesting and refuses one level more, with its position', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    assert.ok(parseBoundedJson(nested(MOST_JSON_LEVELS)));
    assert.throws(
      () => parseBoundedJson(` ${nested(MOST_JSON_LEVELS + 1)}`),
      (error) => error instanceof JsonTooDeep && error.position === MOST_JSON_LEVELS + 1,
    );
    assert.throws(() => parseBoundedJson('{"a":'.repeat(MOST_JSON_LEVELS + 1)), JsonTooDeep);
  });

  it('ignores brackets within strings, including strings with escapes', () => {
    const text = JSON.stringify(['['.repeat(200), '\\', '"[', '\\"', `\\\\"${'{'.repeat(200)}`]);
    assert.deepEqual(parseBoundedJson(text), JSON.parse(text));
  });

  it('accepts as many values as the limit, and refuses one more', () => {
    for (const text of ['[1,2,3]', '{"a":1,"b":[2]}', '[[],[]]', '{"a,[,{":[[",[{"]]}', '{"\\"[,":[1,2]}']) {
      const values = [...text.replaceAll(/"(?:\\.|[^"])*"/g, '').matchAll(/[,[{]/g)].length;
      assert.deepEqual(parseBoundedJson(text, { values }), JSON.parse(text));
      assert.throws(() => parseBoundedJson(text, { values: values - 1 }), JsonTooLong);
    }
  });

  it('throws a SyntaxError for texts that are not JSON', () => {
    for (const text of ['', '{', ']]', '"', '"\\', '\\"[', 'nul']) {
      assert.throws(() => parseBoundedJson(text), SyntaxError);
    }
  });

  it('refuses 20 MiB of brackets, and uses less than 200 MiB of memory', () => {
    const before = process.memoryUsage().heapUsed;
    assert.throws(() => parseBoundedJson('['.repeat(20 * 1024 * 1024)), JsonTooDeep);
    assert.ok(process.memoryUsage().heapUsed - before < 200 * 1024 * 1024);
  });
});
