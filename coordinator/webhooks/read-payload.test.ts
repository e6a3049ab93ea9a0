import assert from 'node:assert/strict';
import { fieldsOf, readPayload } from './read-payload.ts';

const refusal = (text: string): string => {
  try {
    readPayload(text, 'w');
    return 'none';
  } catch (error) {
    return String(error);
  }
};

describe('the payload of a webhook', () => {
  it('is parsed as JSON, and as an empty object if it is empty', () => {
    assert.deepEqual(readPayload('{"a":[1,"b"]}', 'w'), { a: [1, 'b'] });
    assert.deepEqual(readPayload(' \n', 'w'), {});
  });

  it('keeps all digits of long identifiers', () => {
    const text = '{"id":12345678901234567891,"small":1.50,"text":"1234567890123456789"}';
    assert.deepEqual(readPayload(text, 'w'), {
      id: '12345678901234567891',
      small: 1.5,
      text: '1234567890123456789',
    });
  });

  it('is refused if it is not JSON, is too deeply nested or has too many values, and the error does not quote it', () => {
    assert.match(refusal('password=hunter2'), /webhook "w" cannot use the payload: it is not valid JSON/);
    assert.doesNotMatch(refusal('password=hunter2'), /hunter2|passw/);
    assert.match(refusal('['.repeat(65)), /nested more than 64 levels/);
    assert.match(refusal(`[${'1,'.repeat(25_001)}1]`), /more than 25000 values/);
  });

  it('is listed as at most 100 paths of fields, each cut to 128 characters', () => {
    assert.deepEqual(fieldsOf({ a: 1, b: { c: ['x', { d: null }] } }), ['a', 'b.c.0', 'b.c.1.d']);
    assert.equal(fieldsOf(Array.from({ length: 5000 }, () => ({ a: { b: 1 } }))).length, 100);
    const [long = ''] = fieldsOf({ ['k'.repeat(1_000_000)]: { a: 1 } });
    assert.ok(long.length <= 128);
    assert.deepEqual(fieldsOf('text'), []);
  });
});
