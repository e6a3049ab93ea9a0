import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkJobs } from './check-jobs.ts';
import { exportJobs } from './export-jobs.ts';
import { Job } from './job.ts';

describe('exporting jobs', () => {
  for (const format of ['yaml', 'json'] as const) {
    it(`means the same when ${format} is imported again`, () => {
      fc.assert(
        fc.property(fc.array(job(), { minLength: 1, maxLength: 3 }), (jobs) => {
          const exported = exportJobs(jobs, format);
          const { jobs: again, problems } = checkJobs(exported, { format });
          const errors = problems.filter((problem) => problem.severity === 'error');
          assert.deepEqual(errors, [], exported);
          assert.deepEqual(
            again.map((parsed) => parsed.job),
            jobs,
            exported,
          );
          assert.equal(
            exportJobs(
              again.map((parsed) => parsed.job),
              format,
            ),
            exported,
          );
          for (const parsed of again) {
            const alone = checkJobs(parsed.text, { format: 'yaml' });
            assert.deepEqual(alone.jobs[0]?.job, parsed.job, parsed.text);
          }
        }),
        { numRuns: 100 },
      );
    });
  }

  it('sorts keys, ends lines as unix does, and writes uuid and id', () => {
    const text = exportJobs([
      Job.parse({ name: 'a', uuid: 'u', sequence: { commands: [{ exec: 'a\nb' }] } }),
    ]);
    assert.equal(
      text,
      `- description: ''
  executionEnabled: true
  id: u
  loglevel: INFO
  multipleExecutions: false
  name: a
  nodeFilterEditable: true
  scheduleEnabled: true
  sequence:
    commands:
      - exec: |-
          a
          b
    keepgoing: false
    strategy: node-first
  uuid: u
`,
    );
  });

  it('keeps the keys that it does not know, at every level', () => {
    const text = `- name: a
  plugins: {ExecutionLifecycle: null}
  unknown: {deep: [1, yes, ~, 'no', 1.50]}
  options: [{name: x, odd: 1}]
  runnerSelector: {filter: db, odd: 2}
  sequence: {odd: 3, commands: [{exec: id, odd: 4}]}
`;
    const [first] = checkJobs(text, { format: 'yaml' }).jobs;
    assert.ok(first !== undefined);
    const [again] = checkJobs(exportJobs([first.job]), { format: 'yaml' }).jobs;
    assert.deepEqual(again?.job, first.job);
    const kept: Record<string, unknown> = { ...again?.job };
    assert.deepEqual(kept['unknown'], { deep: [1, true, null, 'no', '1.5'] });
    assert.equal(JSON.stringify(kept).match(/"odd":/g)?.length, 4);
  });
});

function text(): fc.Arbitrary<string> {
  const likeOtherTypes = [
    'yes',
    'No',
    '010',
    '0x1f',
    '1_0',
    '1:30',
    '1.10',
    '2020-01-01',
    '~',
    'null',
    '',
    '<<',
    '=',
    'y',
    '.inf',
  ];
  const likeSyntax = [
    '# a',
    'a: b',
    '- a',
    '&a',
    '*a',
    '!a',
    '| ',
    '> ',
    '"',
    "'",
    '{a',
    '[',
    ' a ',
    'a\t',
    'a\r\nb',
    '\n\na\n',
    'a \n b',
    '%a',
    '@a',
    '`a',
  ];
  return fc.oneof(
    fc.constantFrom(...likeOtherTypes, ...likeSyntax),
    fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => value.replaceAll('\0', '')),
    fc
      .array(fc.constantFrom(...likeSyntax, '\n', '  ', 'echo'), { maxLength: 6 })
      .map((parts) => parts.join('')),
  );
}

/** Without text that only the checks of values and references object to. */
function filledText(): fc.Arbitrary<string> {
  return text().map((value) => `a${value.replaceAll('${', '$ {')}`);
}

function unknown(): fc.Arbitrary<unknown> {
  const leaf = fc.oneof(text(), fc.integer(), fc.boolean(), fc.constant(null));
  return fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(filledText(), leaf, { maxKeys: 3, noNullPrototype: true }),
  );
}

function job(): fc.Arbitrary<Job> {
  const name = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
  const option = fc.record(
    {
      name,
      value: text(),
      description: text(),
      required: fc.boolean(),
      values: fc.array(text()),
      secure: fc.boolean(),
    },
    { requiredKeys: ['name'] },
  );
  const step = fc.oneof(
    fc.record({ exec: filledText(), description: text(), pty: fc.boolean() }, { requiredKeys: ['exec'] }),
    fc.record(
      { script: filledText(), args: text(), fileExtension: text(), odd: unknown() },
      { requiredKeys: ['script'] },
    ),
  );
  const tags = fc.uniqueArray(fc.stringMatching(/^[a-z0-9._-]{1,8}$/), { minLength: 1, maxLength: 3 });
  const selector = fc.record({
    filter: tags,
    runnerFilterType: fc.constantFrom('TAG_FILTER_AND', 'TAG_FILTER_OR'),
  });
  return fc
    .record(
      {
        name: filledText().map((value) => value.replace(/[/\p{Cc}]/gu, '')),
        group: fc.array(name, { minLength: 1 }).map((parts) => parts.join('/')),
        description: text(),
        uuid: fc.uuid(),
        loglevel: fc.constantFrom('DEBUG', 'info'),
        options: fc.uniqueArray(option, { selector: (entry) => entry.name, maxLength: 3 }),
        sequence: fc.record({
          commands: fc.array(step, { minLength: 1, maxLength: 3 }),
          keepgoing: fc.boolean(),
        }),
        timeout: fc.constantFrom('120', '6h 30m'),
        runnerSelector: selector,
        executionEnabled: fc.boolean(),
        'x-unknown': unknown(),
      },
      { requiredKeys: ['name', 'sequence'] },
    )
    .map((value) => Job.parse(value));
}
