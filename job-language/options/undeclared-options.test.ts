import assert from 'node:assert/strict';
import { JobOption } from '../format/job-option.ts';
import { findOptions } from './find-options.ts';
import type { GivenOptions } from './given-options.ts';

const MOMENT = { instant: 0, zone: 'UTC' };
const DECLARED = [
  { name: 'env-name', enforced: true, values: ['dev', 'prod'] },
  { name: 'list', multivalued: true, delimiter: '|' },
  { name: 'token', secure: true, valueExposed: true },
].map((option) => JobOption.parse(option));
const found = (given: GivenOptions, rejectUndeclared = false) =>
  findOptions(DECLARED, given, { moment: MOMENT, rejectUndeclared });
const valuesOf = async (given: GivenOptions) => {
  const resolved = await found(given);
  return resolved.kind === 'resolved' ? resolved.values : assert.fail(JSON.stringify(resolved));
};
const problemsOf = async (given: GivenOptions, rejects = false) => {
  const resolved = await found(given, rejects);
  return resolved.kind === 'refused' ? resolved.problems.map(({ message }) => message) : [];
};

describe('options that a job does not declare', () => {
  it('are passed to the steps with their values, whether in the options or in the argument string', async () => {
    const given = { argString: '-x "two words" -n 1', options: { n: 2, several: ['a', 'b'] } };
    assert.deepEqual(await valuesOf(given), { x: 'two words', n: '2', several: 'a,b' });
  });

  it('are refused and listed if the run rejects them', async () => {
    assert.deepEqual(await problemsOf({ options: { x: '1', 'env-name': 'dev' } }, true), [
      'The job has no option "x"; it has env-name, list, token.',
    ]);
    assert.deepEqual(await problemsOf({ options: { 'env-name': 'dev' } }, true), []);
  });

  it('need a valid name and a plain value', async () => {
    assert.equal((await problemsOf({ options: { 'two words': '1' } })).length, 1);
    assert.equal((await problemsOf({ argString: '-__proto__ 1' })).length, 1);
    assert.equal((await problemsOf({ options: { x: { y: 1 } } })).length, 1);
    assert.deepEqual(await valuesOf({ options: { constructor: '1' } }), { constructor: '1' });
  });

  it('cannot replace the environment variable of a declared option', async () => {
    assert.deepEqual(
      await problemsOf({ options: { env_name: 'evil', TOKEN: 'evil', list_delimiter: ';' } }),
      [
        'Option "env_name" has the same environment variable as option "env-name".',
        'Option "TOKEN" has the same environment variable as option "token".',
        'Option "list_delimiter" has the same environment variable as option "list".',
      ],
    );
  });

  it('are limited in number and in total length', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`o${at}`, at]));
    assert.deepEqual(await problemsOf({ options: many(100) }), []);
    assert.match((await problemsOf({ options: many(101) })).join(), /more than 100 values of options/);
    assert.deepEqual(await problemsOf({ options: { x: 'x'.repeat(65_000) } }), []);
    for (const x of ['x'.repeat(65_536), Array.from({ length: 40_000 }, () => 'x')])
      assert.match((await problemsOf({ options: { x } })).join(), /more than 65536 characters of options/);
  });
});
