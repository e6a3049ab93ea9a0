import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { JobOption } from '../format/job-option.ts';
import { referenceOptions } from './reference-options.ts';

describe('the arguments of a job reference', () => {
  const referring = {
    values: { option: { x: 'two words' }, secureOption: [], job: {} },
    secureValues: {},
  };
  const given = (args: string) => referenceOptions({ args, importOptions: false }, [], referring).further;

  it('are pairs of a name and a value, which may contain several words', () => {
    const expected = { a: 'two words', b: 'q r', c: '-1' };
    assert.deepEqual(given(`-a \${option.x} -b 'q r' -c -1`), expected);
  });

  it('skip words that belong to no pair', () => {
    assert.deepEqual(given('stray -a 1 - stray -b 2 -c'), { a: '1', b: '2' });
  });

  it('pass on a key of the runner by its path, and do not insert it into text', () => {
    const options = [
      { name: 'login', secure: true, valueExposed: false },
      { name: 'shown', secure: true, valueExposed: true },
      { name: 'plain' },
    ].map((option) => JobOption.parse(option));
    const values = {
      ...referring.values,
      secureOption: ['read'],
      runnerKeys: { read: 'runner/a', hidden: 'runner/b', shown: 'runner/c' },
    };
    const asked = (args: string, importOptions = false) =>
      referenceOptions({ args, importOptions }, options, { values, secureValues: {} });
    assert.deepEqual(asked('-login ${option.hidden} -shown ${option.read} -plain ${option.read}'), {
      given: { plain: '' },
      further: {},
      runnerKeys: { login: 'runner/b', shown: 'runner/a' },
    });
    assert.deepEqual(asked('-shown ${option.hidden}').given, { shown: '' });
    assert.match(
      asked('-login "Bearer ${option.read}"').problem ?? '',
      /"login".*runner\/a.*\$\{option.read\}/,
    );
    assert.deepEqual(asked('', true).runnerKeys, {});
    assert.deepEqual(
      referenceOptions({ args: '', importOptions: true }, options, {
        values: { ...values, secureOption: ['shown'] },
        secureValues: {},
      }).runnerKeys,
      { shown: 'runner/c' },
    );
  });
});
