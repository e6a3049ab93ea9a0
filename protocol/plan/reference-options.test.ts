import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { argumentPairs } from '../expansion/options/parse-argument-string.ts';
import { referenceOptions } from './reference-options.ts';

describe('the arguments of a job reference', () => {
  const referring = {
    values: { option: { x: 'two words' }, secureOption: [], job: {} },
    secureValues: {},
  };
  const given = (args: string) => referenceOptions({ args, importOptions: false }, [], referring).further;

  it('are pairs of a name and a value, which may be of several words', () => {
    const expected = { a: 'two words', b: 'q r', c: '-1' };
    assert.deepEqual(given(`-a \${option.x} -b 'q r' -c -1`), expected);
  });

  it('pass over what is no pair', () => {
    assert.deepEqual(given('stray -a 1 - stray -b 2 -c'), { a: '1', b: '2' });
    assert.equal(argumentPairs('-a').problem, '"-a" has no value; write -a value');
  });
});
