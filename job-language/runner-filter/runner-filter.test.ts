import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { lookupIn } from '../expansion/value-lookup.ts';
import { expandRunnerFilter } from './expand-runner-filter.ts';
import { type FilteredRunner, matchesRunner } from './match-runner-filter.ts';
import { isTyped, parseRunnerFilter } from './parse-runner-filter.ts';
import { printRunnerFilter } from './print-runner-filter.ts';
import { type RunnerFilter, type RunnerTerm, termsOf } from './runner-filter.ts';

const LINUX = {
  hostname: 'host-7',
  platform: 'linux',
  architecture: 'x64',
  user: 'ops',
  programVersion: '0.1.0',
  labels: { zone: 'b', 'rack.row': '7' },
};
const EAST: FilteredRunner = {
  name: 'east-1',
  tags: ['db', 'eu', 'and'],
  replica: { host: LINUX, health: 'Healthy' },
};
const matches = (filter: string, runner = EAST) => matchesRunner(parseRunnerFilter(filter), runner);
const printed = (filter: string, match?: 'all' | 'any') =>
  printRunnerFilter(parseRunnerFilter(filter, match));

/** Removes the positions from a filter. */
const bare = (filter: RunnerFilter): unknown =>
  JSON.parse(
    JSON.stringify(filter, (key, value) => (['column', 'written'].includes(key) ? undefined : value)),
  );

const word = fc.oneof(
  fc.constantFrom('db', 'eu', '*', 'a*b', 'and', 'NOT', 'x y', '"', '\\', '${option.x}', '=', '(', ','),
  fc.string({ minLength: 1, maxLength: 6 }),
);
const term: fc.Arbitrary<RunnerTerm> = fc.record({
  kind: fc.constant('term' as const),
  attribute: fc.constantFrom('tag', 'name', 'os', 'health', 'label.zone' as const),
  negated: fc.boolean(),
  value: word,
  column: fc.constant(1),
  written: fc.constant({ start: 0, end: 0 }),
});
const anyFilter: fc.Arbitrary<RunnerFilter> = fc.letrec<{ filter: RunnerFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    term,
    fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      parts: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).filter;

describe('a runner filter', () => {
  it('combines tags and attributes with not, and, or, in this precedence', () => {
    assert.equal(printed('a or b and not c'), 'a or b and not c');
    assert.equal(printed('(a or b) and not (c)'), '(a or b) and not c');
    assert.equal(printed('NOT (name = "x y" OR os!=windows)'), 'not (name="x y" or os!=windows)');
    assert.equal(printed('tags=a, b or c'), 'a and (b or c)');
    assert.equal(printed('a, b and c', 'any'), 'a or b and c');
    assert.equal(printed('"and" and label.zone=${option.z}'), '"and" and label.zone=${option.z}');
  });

  it('matches a runner by its name and tags, and a replica by the facts of its host', () => {
    for (const filter of [
      ...['db', 'db and eu', 'db and not us', 'us or (eu and db)', 'DB', '"and"', 'd*', 'name=east-*'],
      ...['os=linux', 'platform=Linux', 'os!=windows', 'label.zone=b', 'label.none!=x', 'label.none=""'],
      ...[
        'health=healthy and arch=x64',
        'host=*7 and user=ops',
        'version=0.1*',
        'tag!=us',
        'label.rack.row=7',
      ],
    ])
      assert.equal(matches(filter), true, filter);
    for (const filter of [
      'us',
      'not db',
      'db and us',
      'os=windows',
      'name=east',
      'd',
      'label.zone=c',
      'tag!=db',
      'name=e*t-*2',
    ])
      assert.equal(matches(filter), false, filter);
    const windows = { ...EAST, replica: { host: { ...LINUX, platform: 'win32' } } };
    assert.equal(matches('os=windows', windows), true);
  });

  it('is undecided only if its result depends on a missing replica or an unknown health', () => {
    const alone = { name: 'east-1', tags: ['db'] };
    assert.equal(matches('os=linux', alone), undefined);
    assert.equal(matches('not os=linux and db', alone), undefined);
    assert.equal(matches('os=linux and us', alone), false);
    assert.equal(matches('os=linux or db', alone), true);
    assert.equal(matches('health=Down', { ...EAST, replica: { host: LINUX } }), undefined);
  });

  for (const [filter, column, problem] of [
    ['db and', 7, /it ends where a tag/],
    ['', 1, /it ends where/],
    ['db eu', 4, /"and" or "or" is missing before "eu"/],
    ['(db or eu', 1, /"\(" is never closed/],
    ['db) or eu', 3, /no "\(" for this/],
    ['or db', 1, /is missing here, before "or"/],
    ['colour=red', 1, /no "colour"; there are name, tag, os/],
    ['constructor=red', 1, /no "constructor"; there are name, tag, os/],
    ['db and os=', 10, /a value is missing after "="/],
    ['db and "eu', 8, /never closed/],
    ['!db', 1, /write "not"/],
    [`${'('.repeat(101)}a${')'.repeat(101)}`, 101, /nested more than 100/],
  ] as const) {
    it(`reports the problem and its position in ${JSON.stringify(filter.slice(0, 20))}`, () => {
      assert.throws(
        () => parseRunnerFilter(filter),
        (error) =>
          isOutrunnerError(error) &&
          error.code === 'runner-filter-invalid' &&
          error.message.includes(`at column ${column}:`) &&
          problem.test(error.message),
      );
    });
  }

  it('parses back from its formatted text', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const once = parseRunnerFilter(printRunnerFilter(filter));
        assert.deepEqual(bare(parseRunnerFilter(printRunnerFilter(once))), bare(once));
        const subject = { name: 'x y', tags: ['db'], replica: { host: LINUX, health: 'Busy' as const } };
        assert.equal(matchesRunner(once, subject), matchesRunner(filter, subject));
      }),
    );
  });

  it('throws no error other than runner-filter-invalid for random text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        try {
          assert.ok(termsOf(parseRunnerFilter(text)).length > 0);
        } catch (error) {
          assert.ok(isOutrunnerError(error) && error.code === 'runner-filter-invalid', String(error));
        }
      }),
    );
  });

  it('differs from a list of tags by operators, attributes, parentheses or patterns', () => {
    for (const plain of ['db', 'db,eu', 'db, eu ', '${option.a or b}', 'android,nothing'])
      assert.ok(!isTyped(plain), plain);
    for (const typed of ['a or b', 'not a', '(a)', 'os=linux', 'a*', 'a,not b'])
      assert.ok(isTyped(typed), typed);
  });
});

describe('references in a runner filter', () => {
  const option = new Map([
    ['tags', 'db, eu'],
    ['operator', 'x or y'],
    ['pattern', 'x*'],
    ['one', 'db'],
  ]);
  const lookup = lookupIn(new Map([['option', option]]));
  const expanded = (filter: string, match: 'all' | 'any' = 'all') =>
    printRunnerFilter(expandRunnerFilter(parseRunnerFilter(filter, match), lookup, match));

  it('are replaced by values, which may be several tags', () => {
    assert.equal(expanded('${option.one} and os=linux'), 'db and os=linux');
    assert.equal(expanded('${option.tags} or us'), 'db and eu or us');
    assert.equal(expanded('${option.tags} or us', 'any'), '(db or eu) or us');
  });

  it('insert no operator and no pattern', () => {
    assert.equal(expanded('${option.operator}'), '"x or y"');
    assert.throws(() => expanded('${option.pattern}'), /its value "x\*" contains/);
  });
});
