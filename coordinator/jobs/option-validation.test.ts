import assert from 'node:assert/strict';
import { createPatternRunner } from '../../support/patterns/pattern-runner.ts';
import { validateOption } from './option-validation.ts';

describe('validateOption', () => {
  const patterns = createPatternRunner();
  after(() => patterns.close());

  const keys = async (option: object, wasScheduled = false) =>
    Object.keys((await validateOption(option, wasScheduled, patterns)).messages);

  it('accepts valid options', async () => {
    for (const option of [
      { name: 'env' },
      { name: 'env', values: ['a', 'b'], enforced: true, value: 'a', regex: '^[ab]$' },
      { name: 'env', values: 'a;b', valuesListDelimiter: ';', enforced: 'true', value: 'b' },
      { name: 'env', multivalued: true, delimiter: ',', values: ['a', 'b'], enforced: true, value: 'a,b' },
      { name: 'env', enforced: true, valuesUrl: 'https://x/values' },
      { name: 'env', hidden: true, secure: true, storagePath: 'keys/x' },
      { name: 'env', value: null, values: null, regex: null, secure: null },
    ])
      assert.deepEqual(await validateOption(option, false, patterns), { valid: true, messages: {} });
  });

  it('reports each problem under the key that has the problem', async () => {
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
      [{ name: 'a', regex: '(' }, ['regex']],
      [{ name: 'a', regex: '^x', values: ['xa', 'b'] }, ['values']],
      [{ name: 'a', regex: '^x', value: 'b' }, ['value']],
      [{ name: 'a', regex: '^(?!b)', value: 'b' }, ['value']],
      [{ name: 'a', required: 'perhaps' }, ['required']],
    ];
    for (const [option, expected] of cases)
      assert.deepEqual(await keys(option), expected, JSON.stringify(option));
  });

  it('requires a value or a storage path for a required option of a scheduled job, and refuses a required file there', async () => {
    assert.deepEqual(await keys({ name: 'a', required: true }, true), ['value']);
    assert.deepEqual(await keys({ name: 'a', required: true, storagePath: 'keys/x' }, true), []);
    assert.deepEqual(await keys({ name: 'a', required: true, type: 'file' }, true), ['required']);
    assert.deepEqual(await keys({ name: 'a', required: true }), []);
  });
});
