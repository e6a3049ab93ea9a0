import assert from 'node:assert/strict';
import { JobOption } from '../format/job-option.ts';
import type { GivenOptions } from './given-options.ts';
import { type OptionFindings, resolveOptions } from './resolve-options.ts';

describe('resolving the options of a run', () => {
  it('uses the given value, otherwise the default', () => {
    const options = [{ name: 'a', value: 'default' }, { name: 'b', value: 'default' }, { name: 'c' }];
    assert.deepEqual(valuesOf(options, { options: { a: 'given', b: '' } }), { a: 'given', b: '' });
  });

  it('parses an argument string; a value may begin with a dash', () => {
    const given = { argString: '-a "two words" -n -5', options: { n: 7 } };
    assert.deepEqual(valuesOf([{ name: 'a' }, { name: 'n' }], given), { a: 'two words', n: '7' });
  });

  it('counts the words of an argument string that belong to no option', () => {
    const skipped = (argString: string) => {
      const resolved = resolveOptions(defined([{ name: 'a' }]), { argString });
      return resolved.kind === 'resolved' ? [resolved.values, resolved.skippedWords] : [];
    };
    assert.deepEqual(skipped('stray -a 1 - words -a'), [{ a: '1' }, 4]);
    assert.deepEqual(skipped('-a 1'), [{ a: '1' }, undefined]);
  });

  it('refuses an unknown option, and lists the known ones', () => {
    const options = [{ name: 'a' }, { name: 'b' }];
    assert.deepEqual(problemsOf(options, { options: { x: '1' } }), [
      'The job has no option "x"; it has a, b.',
    ]);
  });

  it('requires values for required options', () => {
    assert.deepEqual(problemsOf([{ name: 'a', required: true }], { options: { a: '' } }), [
      'Option "a" is required. Give it a value.',
    ]);
  });

  it('accepts only the values of an enforced option, and ignores its pattern', () => {
    const option = { name: 'a', enforced: true, values: ['x', 'y'], regex: '[0-9]' };
    assert.deepEqual(valuesOf([option], { options: { a: 'x' } }), { a: 'x' });
    assert.deepEqual(problemsOf([option], { options: { a: '1' } }), [
      '"1" is not one of the values of option "a": x, y.',
    ]);
  });

  it('checks each of several values', () => {
    const option = { name: 'a', multivalued: true, delimiter: '|', regex: '[a-z.]+' };
    assert.deepEqual(valuesOf([option], { options: { a: ['x', 'y.z'] } }), { a: 'x|y.z' });
    assert.deepEqual(problemsOf([option], { options: { a: 'x|9' } }), [
      '"9" does not match the pattern of option "a": [a-z.]+',
    ]);
  });

  it('ignores empty items in a list of values', () => {
    const option = { name: 'a', multivalued: true, delimiter: ',', enforced: true, values: ['x', 'y'] };
    assert.deepEqual(valuesOf([option], { options: { a: 'x,,y,' } }), { a: 'x,,y,' });
    const pattern = { name: 'a', multivalued: true, delimiter: ',', regex: '[a-z]+' };
    assert.deepEqual(valuesOf([pattern], { options: { a: ',x' } }), { a: ',x' });
  });

  it('accepts only one value if the option is not multi-valued', () => {
    assert.deepEqual(problemsOf([{ name: 'a' }], { options: { a: ['x', 'y'] } }), [
      'Option "a" must be a text or a list of texts.',
    ]);
  });

  it('returns secure values separately, and omits them from errors', () => {
    const exposed = { name: 'token', secure: true, valueExposed: true, regex: '[a-z]+' };
    const login = { name: 'login', secure: true };
    const resolved = resolveOptions(defined([exposed, login]), { options: { token: 'abc', login: 'xyz' } });
    assert.deepEqual(resolved, {
      kind: 'resolved',
      values: {},
      secureValues: { token: 'abc', login: 'xyz' },
      secureNames: ['token'],
      runnerKeys: {},
    });
    assert.deepEqual(problemsOf([exposed], { options: { token: 'S3CRET' } }), [
      'The value does not match the pattern of option "token": [a-z]+',
    ]);
  });

  it('uses the uploaded file as the value of a file option', () => {
    const file = { name: 'f', type: 'file', required: true, regex: '[0-9]', enforced: true, values: ['1'] };
    assert.deepEqual(valuesOf([file], { options: { f: 'upload-1' } }), { f: 'upload-1' });
    assert.equal(problemsOf([file], {}).length, 1);
  });

  it('selects all values by default if multivalueAllSelected is set', () => {
    const option = {
      name: 'a',
      multivalued: true,
      delimiter: ' ',
      values: ['x', 'y'],
      multivalueAllSelected: true,
    };
    assert.deepEqual(valuesOf([option], {}), { a: 'x y' });
    assert.deepEqual(valuesOf([{ ...option, value: 'y' }], {}), { a: 'y' });
  });

  it('accepts only dates in the given format', () => {
    const option = { name: 'd', isDate: true, dateFormat: 'YYYY-MM-DD' };
    assert.deepEqual(valuesOf([option], { options: { d: '2024-02-29' } }), { d: '2024-02-29' });
    assert.deepEqual(problemsOf([option], { options: { d: '2023-02-29' } }), [
      '"2023-02-29" is not a date in the format of option "d": YYYY-MM-DD',
    ]);
  });

  it('expands the date of the run in values that are not secure', () => {
    const moment = { instant: Date.UTC(2024, 1, 28), zone: 'UTC' };
    const options = [
      { name: 'a', value: '${DATE+2:yyyy-MM-dd}', regex: '[0-9-]+' },
      { name: 's', value: '${DATE:yyyy}', secure: true },
    ];
    assert.deepEqual(resolveOptions(defined(options), {}, { moment }), {
      kind: 'resolved',
      values: { a: '2024-03-01' },
      secureValues: { s: '${DATE:yyyy}' },
      secureNames: [],
      runnerKeys: {},
    });
  });

  it('uses the value of a key if no value is given', () => {
    const option = { name: 's', secure: true, required: true, storagePath: 'keys/s' };
    const keyValues = new Map([['s', 'from key']]);
    const resolved = resolveOptions(defined([option]), {}, { keyValues });
    assert.ok(resolved.kind === 'resolved');
    assert.deepEqual(resolved.secureValues, { s: 'from key' });
    assert.deepEqual(problemsOf([option], {}), [
      'Option "s" is required, and this project has no key keys/s. Give it a value.',
    ]);
  });

  it('checks an enforced option against external values if they are loaded', () => {
    const option = { name: 'a', enforced: true, valuesUrl: 'http://h/' };
    const known = { remoteValues: new Map([['a', { values: ['x'] }]]) };
    const unknown = { remoteValues: new Map([['a', { problem: 'h is not reached' }]]) };
    const given = { options: { a: 'y' } };
    assert.deepEqual(problemsOf([option], given, known), ['"y" is not one of the values of option "a": x.']);
    assert.deepEqual(problemsOf([option], given, unknown), [
      'The values of option "a" could not be read: h is not reached.',
    ]);
    assert.deepEqual(valuesOf([option], given), { a: 'y' });
  });

  it('accepts every value of an enforced option whose URL lists none', () => {
    const option = { name: 'a', enforced: true, required: true, valuesUrl: 'http://h/' };
    const remoteValues = new Map([['a', { values: [] }]]);
    const resolved = resolveOptions(defined([option]), { options: { a: 'y' } }, { remoteValues });
    assert.ok(resolved.kind === 'resolved' && resolved.values['a'] === 'y');
    assert.equal(problemsOf([option], {}, { remoteValues }).length, 1);
  });

  it('uses the values that a URL selects unless the run or the job contains a value', () => {
    const option = { name: 'a', enforced: true, required: true, valuesUrl: 'http://h/' };
    const remoteValues = new Map([
      ['a', { values: ['x', '${DATE:yyyy}', 'z'], selected: ['${DATE:yyyy}', 'z'] }],
    ]);
    const valueWith = (more: object, options: Record<string, string> = {}) => {
      const findings = { remoteValues, moment: { instant: 0, zone: 'UTC' } };
      const resolved = resolveOptions(defined([{ ...option, ...more }]), { options }, findings);
      return resolved.kind === 'resolved' ? resolved.values['a'] : resolved.problems;
    };
    assert.equal(valueWith({}), '${DATE:yyyy}');
    assert.equal(valueWith({ multivalued: true, delimiter: '|' }), '${DATE:yyyy}|z');
    assert.equal(valueWith({ value: 'x' }), 'x');
    assert.equal(valueWith({}, { a: 'z' }), 'z');
  });

  it('reports all problems at once', () => {
    const options = [
      { name: 'a', required: true },
      { name: 'b', regex: '[0-9]+' },
    ];
    assert.equal(problemsOf(options, { options: { b: 'x', z: '1' } }).length, 3);
  });
});

function defined(options: unknown[]): JobOption[] {
  return options.map((option) => JobOption.parse(option));
}

function valuesOf(options: unknown[], given: GivenOptions): Record<string, string> {
  const resolved = resolveOptions(defined(options), given);
  assert.ok(resolved.kind === 'resolved', JSON.stringify(resolved));
  return resolved.values;
}

function problemsOf(options: unknown[], given: GivenOptions, findings?: OptionFindings): string[] {
  const resolved = resolveOptions(defined(options), given, findings);
  assert.ok(resolved.kind === 'refused');
  return resolved.problems.map((problem) => problem.message);
}
