import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import * as z from 'zod';
import { checkJobs } from '../checks/check-jobs.ts';
import { Job } from '../format/job.ts';
import { anyJob } from '../format/testing/any-job.ts';
import { writeJobs, writeJobText } from './export-jobs.ts';
import { withUnixLineEnds } from './exported-job.ts';

describe('exporting jobs', () => {
  for (const format of ['yaml', 'json'] as const) {
    it(`keeps the meaning of jobs when the ${format} is imported again`, () => {
      fc.assert(
        fc.property(fc.array(anyJob(), { minLength: 1, maxLength: 3 }), (jobs) => {
          const exported = writeJobs(jobs, format);
          const { jobs: again, problems } = checkJobs(exported, { format });
          const errors = problems.filter((problem) => problem.severity === 'error');
          assert.deepEqual(errors, [], exported);
          assert.deepEqual(
            again.map((parsed) => parsed.job),
            withUnixLineEnds(jobs),
            exported,
          );
          assert.equal(
            writeJobs(
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
        { numRuns: 250 },
      );
    });
  }

  it('writes YAML that parsers of YAML 1.1 and 1.2 parse to the same data as the JSON export', () => {
    fc.assert(
      fc.property(fc.array(anyJob(), { minLength: 1, maxLength: 2 }), (jobs) => {
        const yaml = writeJobs(jobs, 'yaml');
        const json: unknown = JSON.parse(writeJobs(jobs, 'json'));
        for (const version of ['1.1', '1.2'] as const) {
          assert.deepEqual(parse(yaml, { version, merge: true }), json, version);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('quotes strings that some YAML reader resolves to another type', () => {
    const texts =
      'yes No ON off y N true NULL null ~ << = 010 0o17 0x1f 0b11 1_000 1,000 +12 -7 12:30:45 1:30 1:30.5 1.10 1. .5 1e3 1.5e+3 e0 -E+1 .inf -.INF .NaN 2020-01-01 2001-12-14t21:59:43.10-05:00'.split(
        ' ',
      );
    const values = [...texts, '', '2001-12-14 21:59:43.10 -5'];
    const keys = Object.fromEntries(values.filter((key) => key !== '').map((key) => [key, 'a']));
    const text = writeJobs([
      Job.parse({ name: 'a', sequence: { commands: [{ exec: 'id' }] }, unknown: { values, keys } }),
    ]);
    const lines = text.slice(text.indexOf('unknown:')).split('\n').slice(1);
    const written = lines.map((line) => line.trim().replace(/^- |: a$/g, ''));
    const quoted = (value: string) => `'${value}'`;
    assert.deepEqual(
      written.filter((line) => line.startsWith("'")).sort(),
      [...values.map(quoted), ...Object.keys(keys).map(quoted)].sort(),
    );
  });

  it('escapes characters that YAML 1.1 reads as line breaks or refuses', () => {
    const script = 'a\u0085b\u2028c\u2029\ufeff\u007f\u0001 é😀';
    const job = Job.parse({ name: 'a', sequence: { commands: [{ script }] } });
    const text = writeJobs([job]);
    assert.ok(text.includes(String.raw`"a\u0085b\u2028c\u2029\ufeff\u007f\x01 é😀"`), text);
    assert.deepEqual(checkJobs(text, { format: 'yaml' }).jobs[0]?.job, job);
  });

  for (const format of ['yaml', 'json'] as const) {
    it(`exports scripts with Unix line endings as ${format}, while writeJobText keeps the line endings`, () => {
      const job = Job.parse({
        name: 'a',
        sequence: { commands: [{ script: 'echo a\r\necho b\rc\n', errorhandler: { exec: 'a\r\nb' } }] },
      });
      const [again] = checkJobs(writeJobs([job], format), { format }).jobs;
      const [step] = again?.job.sequence.commands ?? [];
      assert.equal(step?.script, 'echo a\necho b\nc\n');
      assert.equal(step?.errorhandler?.exec, 'a\nb');
      assert.deepEqual(checkJobs(writeJobText(job), { format: 'yaml' }).jobs[0]?.job, job);
    });
  }

  it('writes a single notification as a map, and several as a list', () => {
    const mail = { email: { recipients: 'a@example.org' } };
    const plugin = { type: 'HttpNotification', configuration: {} };
    assert.deepEqual(
      exported({ notification: { onsuccess: [mail], onfailure: mail, onstart: [{ plugin: [plugin] }] } }),
      { notification: { onsuccess: mail, onfailure: mail, onstart: { plugin } } },
    );
    const several = {
      onsuccess: [mail, { urls: 'https://example.org' }],
      onstart: [{ plugin: [plugin, plugin] }],
    };
    assert.deepEqual(exported({ notification: several }), { notification: several });
  });

  it('writes the thread count of a job reference as a number, and that of a job as text', () => {
    const nodefilters = (threadcount: unknown) => ({ filter: 'a', dispatch: { threadcount } });
    const reference = (threadcount: unknown) => ({
      jobref: { name: 'b', nodefilters: nodefilters(threadcount) },
    });
    const handled = { exec: 'id', errorhandler: reference('3') };
    const nested = {
      type: 'conditional',
      conditionGroups: [[{ key: 'option.a', operator: '==', value: 'b' }]],
      subSteps: [reference('4')],
    };
    const commands = [reference('2'), reference('${option.n}'), handled, nested];
    const written = exported({ sequence: { keepgoing: false, strategy: 'node-first', commands } });
    const dynamic = reference('${option.n}');
    const expected = [
      reference(2),
      dynamic,
      { ...handled, errorhandler: reference(3) },
      { ...nested, subSteps: [reference(4)] },
    ];
    assert.deepEqual(written['sequence'], { keepgoing: false, strategy: 'node-first', commands: expected });
    const { dispatch } = NodeFilters.parse(exported({ nodefilters: nodefilters('2') })['nodefilters']);
    assert.equal(dispatch['threadcount'], '2');
  });

  it('sorts keys, uses Unix line endings, and writes uuid and id', () => {
    const text = writeJobs([Job.parse({ name: 'a', uuid: 'u', sequence: { commands: [{ exec: 'a\nb' }] } })]);
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

  it('keeps unknown keys at every level', () => {
    const text = `- name: a
  plugins: {ExecutionLifecycle: null}
  unknown: {deep: [1, yes, ~, 'no', 1.50]}
  options: [{name: x, odd: 1}]
  runnerSelector: {filter: db, odd: 2}
  sequence: {odd: 3, commands: [{exec: id, odd: 4}]}
`;
    const [first] = checkJobs(text, { format: 'yaml' }).jobs;
    assert.ok(first !== undefined);
    const [again] = checkJobs(writeJobs([first.job]), { format: 'yaml' }).jobs;
    assert.deepEqual(again?.job, first.job);
    const kept: Record<string, unknown> = { ...again?.job };
    assert.deepEqual(kept['unknown'], { deep: [1, true, null, 'no', '1.5'] });
    assert.equal(JSON.stringify(kept).match(/"odd":/g)?.length, 4);
  });
});

/** Returns these keys of the JSON export of a job. */
function exported(keys: Record<string, unknown>): Record<string, unknown> {
  const job = Job.parse({ name: 'a', sequence: { commands: [{ exec: 'id' }] }, ...keys });
  const [written] = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(writeJobs([job], 'json')));
  return Object.fromEntries(Object.keys(keys).map((key) => [key, written?.[key]]));
}

const NodeFilters = z.object({ dispatch: z.record(z.string(), z.unknown()) });
