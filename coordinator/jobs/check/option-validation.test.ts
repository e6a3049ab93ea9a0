import assert from 'node:assert/strict';
import { validateOption } from './option-validation.ts';

describe('validateOption', () => {
  const keys = (option: object, wasScheduled = false) =>
    Object.keys(validateOption(option, wasScheduled).messages);

  it('accepts valid options', () => {
    for (const option of [
      { name: 'env' },
      { name: 'env', values: ['a', 'b'], enforced: true, value: 'a', regex: '^[ab]$' },
      { name: 'env', values: 'a;b', valuesListDelimiter: ';', enforced: 'true', value: 'b' },
      { name: 'env', multivalued: true, delimiter: ',', values: ['a', 'b'], enforced: true, value: 'a,b' },
      { name: 'env', enforced: true, valuesUrl: 'https://x/values' },
      { name: 'env', hidden: true, secure: true, storagePath: 'keys/x' },
      { name: 'env', value: null, values: null, regex: null, secure: null },
    ])
      assert.deepEqual(validateOption(option, false), { valid: true, messages: {} });
  });

  it('reports each problem under the key that has the problem', () => {
    const cases: readonly (readonly [object, readonly string[]])[] = [
      [{}, ['name']],
      [{ name: 'a b' }, ['name']],
      [{ name: 'a', hidden: true }, ['value']],
      [{ name: 'a', hidden: true, secure: true }, ['storagePath']],
      [{ name: 'a', enforced: true }, ['values']],
      [{ name: 'a', enforced: true, valuesType: 'url' }, ['valuesUrl']],
      [{ name: 'a', enforced: true, values: ['x'], value: 'y' }, ['value']],
      [
        { name: 'a', enforced: true, values: ['x'], value: 'x,y', multivalued: true, delimiter: ',' },
        ['value'],
      ],
      [{ name: 'a', multivalued: true }, ['delimiter']],
      [{ name: 'a', multivalued: true, delimiter: ',', secure: true }, ['multivalued']],
      [{ name: 'a', valuesUrl: 'not a url' }, ['valuesUrl']],
      [{ name: 'a', valuesUrl: '${globals.host}/values.json' }, []],
      [{ name: 'a', valuesUrl: 'https://example.org/values.json' }, []],
      [{ name: 'a', storagePath: 'passwords/db' }, ['storagePath']],
      [{ name: 'a', remoteUrlAuthenticationType: 'KERBEROS' }, ['remoteUrlAuthenticationType']],
      [{ name: 'a', remoteUrlAuthenticationType: 'BEARER_TOKEN' }, []],
      [{ name: 'a', regex: '(' }, ['regex']],
      [{ name: 'a', regex: '^x', values: ['xa', 'b'] }, ['values']],
      [{ name: 'a', regex: '^x', value: 'b' }, ['value']],
      [{ name: 'a', regex: '^(?!b)', value: 'b' }, ['value']],
      [{ name: 'a', required: 'perhaps' }, ['required']],
    ];
    for (const [option, expected] of cases) assert.deepEqual(keys(option), expected, JSON.stringify(option));
  });

  it('requires a value or a storage path for a required option of a scheduled job, and refuses a required file there', () => {
    assert.deepEqual(keys({ name: 'a', required: true }, true), ['value']);
    assert.deepEqual(keys({ name: 'a', required: true, storagePath: 'keys/x' }, true), []);
    assert.deepEqual(keys({ name: 'a', required: true, type: 'file' }, true), ['required']);
    assert.deepEqual(keys({ name: 'a', required: true, optionType: 'file' }, true), ['required']);
    assert.deepEqual(keys({ name: 'a', required: true }), []);
  });

  it('lists at most 20 messages for each key, and states how many are left out', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => `value ${index}`);
    const { messages } = validateOption({ name: 'a', regex: '^x', values }, false);
    assert.equal(messages['values']?.length, 21);
    assert.equal(messages['values'].at(-1), '9980 more problems are not listed.');
  });

  it('shortens long values and long patterns in messages', () => {
    const long = 'b'.repeat(9000);
    const { messages } = validateOption({ name: 'a', regex: '^x', values: [long], value: long }, false);
    const { messages: refused } = validateOption({ name: 'a', regex: `(${long}` }, false);
    for (const message of Object.values({ ...messages, ...refused }).flat())
      assert.ok(message.length <= 500, message);
    assert.match(messages['value']?.[0] ?? '', /^The default "b+… \(\d+ more characters\)" does not match/);
  });

  it('compares a default of many parts with many values in linear time', () => {
    const values = [...Array.from({ length: 9999 }, (_, index) => `value ${index}`), 'z'];
    const value = Array.from({ length: 5_000_000 }, () => 'z').join();
    const option = { name: 'a', enforced: true, multivalued: true, delimiter: ',', values, value };
    assert.deepEqual(validateOption(option, false), { valid: true, messages: {} });
  });
});
