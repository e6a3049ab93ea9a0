import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkJobs } from '../checks/check-jobs.ts';
import { Job } from '../format/job.ts';
import { anyJob } from '../format/testing/any-job.ts';
import { writeJobs } from './export-jobs.ts';

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
            jobs,
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

  it('sorts keys, uses Unix line ends, and writes uuid and id', () => {
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
