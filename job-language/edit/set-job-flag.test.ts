import assert from 'node:assert/strict';
import { checkJobs } from '../checks/check-jobs.ts';
import { setJobFlag } from './edit-job-text.ts';

const TEXT = `- name: Nightly   # runs at night
  executionEnabled: true # for now
  schedule:
    time: {hour: '03'}
  sequence:
    commands:
      - exec: echo hello
`;

describe('setting execution and schedule flags in the text of a job', () => {
  it('changes only the value, and keeps comments', () => {
    assert.equal(
      setJobFlag(TEXT, 'executionEnabled', false),
      TEXT.replace('executionEnabled: true #', 'executionEnabled: false #'),
    );
  });

  it('adds a missing key once', () => {
    const off = setJobFlag(TEXT, 'scheduleEnabled', false);
    assert.match(off, /\n {2}scheduleEnabled: false\n/);
    const on = setJobFlag(off, 'scheduleEnabled', true);
    assert.equal(on, off.replace('scheduleEnabled: false', 'scheduleEnabled: true'));
  });

  it('writes flags that parse to the new values, in block and flow maps', () => {
    const braces = '{name: a, executionEnabled: "true", sequence: {commands: [{exec: echo}]}}\n';
    for (const text of [TEXT, braces]) {
      const edited = setJobFlag(setJobFlag(text, 'executionEnabled', false), 'scheduleEnabled', false);
      const [parsed] = checkJobs(edited, { format: 'yaml' }).jobs;
      assert.equal(parsed?.job.executionEnabled, false, edited);
      assert.equal(parsed?.job.scheduleEnabled, false, edited);
    }
  });
});
