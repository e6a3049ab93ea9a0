import assert from 'node:assert/strict';
import { createPatternRunner } from '../../support/patterns/pattern-runner.ts';
import { JobOption } from '../format/job-option.ts';
import { findOptions, type OptionSources } from './find-options.ts';
import type { GivenOptions } from './given-options.ts';

describe('finding the options of a run', () => {
  const patterns = createPatternRunner();
  after(() => patterns.close());

  const find = (options: unknown[], given: GivenOptions, sources: Partial<OptionSources> = {}) =>
    findOptions(
      options.map((option) => JobOption.parse(option)),
      given,
      { moment: { instant: 0, zone: 'UTC' }, patterns, ...sources },
    );

  it('tests patterns with look-around on each value', async () => {
    const option = { name: 'a', regex: '(?!x)[a-z]+', multivalued: true, delimiter: ',' };
    assert.equal((await find([option], { options: { a: 'ab,cd' } })).kind, 'resolved');
    const refused = await find([option], { options: { a: 'ab,xd' } });
    assert.ok(refused.kind === 'refused');
    assert.deepEqual(refused.problems, [
      { option: 'a', message: '"xd" does not match the pattern of option "a": (?!x)[a-z]+' },
    ]);
  });

  it('reports the option if its pattern takes too long, without the value', async () => {
    const option = { name: 'a', regex: '(?=a)(a+)+b', secure: true };
    const refused = await find([option], { options: { a: 'a'.repeat(60) } });
    assert.ok(refused.kind === 'refused');
    assert.match(
      refused.problems[0]?.message ?? '',
      /cannot be checked: The pattern .* took more than 100 ms/,
    );
    assert.ok(!JSON.stringify(refused).includes('aaaa'));
  });

  it('checks options without a pattern against the default pattern, except enforced values, files and values from key storage', async () => {
    const check = async (option: object, value: string | undefined, defaultPattern = '[a-z0-9]+') => {
      const given = value === undefined ? {} : { options: { a: value } };
      const found = await find([{ name: 'a', ...option }], given, {
        defaultPattern,
        readKey: async () => 'P$%',
      });
      return found.kind === 'resolved' ? '' : found.problems.map(({ message }) => message).join();
    };
    const problem = '"x;y" does not match the pattern of option "a": [a-z0-9]+';
    assert.equal(await check({}, 'x;y'), problem);
    assert.equal(await check({}, ''), '');
    assert.equal(await check({ value: 'x;y' }, undefined), problem);
    assert.equal(await check({ multivalued: true, delimiter: ',' }, 'x,x;y'), problem);
    assert.equal(await check({ multivalued: true, delimiter: ',' }, 'x,y'), '');
    assert.equal(await check({ regex: '.*' }, 'x;y'), '');
    assert.equal(await check({ enforced: true, values: ['x;y'] }, 'x;y'), '');
    assert.equal(await check({ type: 'file' }, 'up-load'), '');
    assert.equal(await check({ secure: true }, 'x;y'), problem.replace('"x;y"', 'The value'));
    assert.equal(await check({ secure: true, storagePath: 'keys/a' }, undefined), '');
    assert.match(await check({ name: 'b' }, 'x;y'), /"x;y" does not match the pattern of option "a"/);
    assert.match(await check({}, 'xy', '(?!x)[a-z]+'), /^"xy" does not match/);
    assert.match(await check({}, 'x', '['), /^"x" does not match/);
  });

  it('passes a value that a URL selects to later URLs and key paths', async () => {
    const asked: string[] = [];
    const options = [
      { name: 'region', enforced: true, valuesUrl: 'http://h/' },
      { name: 'zone', enforced: true, valuesUrl: 'http://h/${option.region.value}' },
      { name: 'k', secure: true, storagePath: 'keys/${option.region}' },
    ];
    const found = await find(
      options,
      {},
      {
        remoteValues: async ({ name }, values) => {
          asked.push(`${name} ${JSON.stringify(values)}`);
          return { values: ['eu', 'us'], ...(name === 'region' ? { selected: ['us'] } : {}) };
        },
        readKey: async (path) => path,
      },
    );
    assert.deepEqual(asked, ['region {}', 'zone {"region":"us"}']);
    assert.ok(found.kind === 'resolved');
    assert.deepEqual([found.values, found.secureValues], [{ region: 'us' }, { k: 'keys/us' }]);
  });

  it('expands ${option.constructor} in the path of a key to nothing, unless the job has such an option', async () => {
    const asked: string[] = [];
    const key = { name: 'k', secure: true, storagePath: 'keys/a${option.constructor}' };
    const readKey = async (path: string) => {
      asked.push(path);
      return undefined;
    };
    await find([key], {}, { readKey });
    await find([key, { name: 'constructor', value: 'b' }], {}, { readKey });
    assert.deepEqual(asked, ['keys/a', 'keys/ab']);
  });

  it('reads keys, whose paths may contain other options and values of the run', async () => {
    const asked: string[] = [];
    const options = [
      { name: 'env', value: 'prod' },
      { name: 'k', secure: true, valueExposed: true, storagePath: 'keys/${option.env}/${job.username}' },
      { name: 'given', secure: true, storagePath: 'keys/given' },
    ];
    const found = await find(
      options,
      { options: { given: 'mine' } },
      {
        readKey: async (path) => {
          asked.push(path);
          return 'secret';
        },
        lookup: ({ group, key }) => (group === 'job' && key === 'username' ? 'ann' : undefined),
      },
    );
    assert.deepEqual(asked, ['keys/prod/ann']);
    assert.ok(found.kind === 'resolved');
    assert.deepEqual(found.secureValues, { k: 'secret', given: 'mine' });
    assert.deepEqual(found.secureNames, ['k']);
  });

  it('does not read keys of the runner, which the runner reads itself', async () => {
    const options = [
      { name: 'env', value: 'prod' },
      {
        name: 'k',
        secure: true,
        valueExposed: true,
        required: true,
        regex: '[0-9]+',
        storagePath: ' runner/${option.env}/db ',
      },
      { name: 'login', secure: true, storagePath: 'runner/login' },
      { name: 'given', secure: true, storagePath: 'runner/given' },
    ];
    const found = await find(options, { options: { given: 'mine' } }, { readKey: assert.fail });
    assert.ok(found.kind === 'resolved');
    assert.deepEqual(found.runnerKeys, { k: 'runner/prod/db', login: 'runner/login' });
    assert.deepEqual(found.secureNames, ['k']);
    assert.deepEqual(found.secureValues, { given: 'mine' });
  });

  it('loads external values only for enforced options, with the values so far', async () => {
    const asked: unknown[] = [];
    const remoteValues: OptionSources['remoteValues'] = async (option, values) => {
      asked.push([option.name, values]);
      return { values: ['x'] };
    };
    const options = [
      { name: 'a', value: 'v' },
      { name: 'free', valuesUrl: 'http://h/1' },
      { name: 'b', valuesUrl: 'http://h/2', enforced: true },
    ];
    assert.equal((await find(options, { options: { b: 'x' } }, { remoteValues })).kind, 'resolved');
    assert.deepEqual(asked, [['b', { a: 'v', b: 'x' }]]);
    assert.equal((await find(options, { options: { b: 'y' } }, { remoteValues })).kind, 'refused');
  });
});
