import assert from 'node:assert/strict';
import { prototypeKeyPath } from './prototype-key.ts';

const pathOf = (text: string) => prototypeKeyPath(text, JSON.parse(text));

describe('prototypeKeyPath', () => {
  it('returns the path of a key `__proto__`, with or without escapes', () => {
    assert.equal(pathOf('{"__proto__":1}'), '__proto__');
    assert.equal(pathOf('{"a":[{},{"b":{"__proto__":{}}}]}'), 'a[1].b.__proto__');
    assert.equal(pathOf('{"\\u005f_proto_\\u005F":1}'), '__proto__');
    assert.equal(pathOf('{"__\\u0070roto__":1}'), '__proto__');
  });

  it('returns undefined for other keys, and for `__proto__` in a string', () => {
    for (const text of [
      '{"a":"__proto__"}',
      '["\\"__proto__\\":1"]',
      '{"constructor":1,"\\u0000":2}',
      'null',
    ])
      assert.equal(pathOf(text), undefined);
  });
});
