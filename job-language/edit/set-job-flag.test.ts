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

describe('switching execution and schedule of a job in its text', () => {
  it('changes the value alone, and keeps comments', () => {
    assert.equal(
      setJobFlag(TEXT, 'executionEnabled', false),
      TEXT.replace('executionEnabled: true #', 'executionEnabled: false #'),
    );
  });

  it('adds a key that is not there, once', () => {
    const off = setJobFlag(TEXT, 'scheduleEnabled', false);
    assert.match(off, /\n {2}scheduleEnabled: false\n/);
    const on = setJobFlag(off, 'scheduleEnabled', true);
    assert.equal(on, off.replace('scheduleEnabled: false', 'scheduleEnabled: true'));
  });

  it('is read as it was written, in braces too', () => {
    const braces = '{name: a, executionEnabled: "true", sequence: {commands: [{exec: echo}]}}\n';
    for (const text of [TEXT, braces]) {
      const edited = setJobFlag(setJobFlag(text, 'executionEnabled', false), 'scheduleEnabled', false);
      const [parsed] = checkJobs(edited, { format: 'yaml' }).jobs;
      assert.equal(parsed?.job.executionEnabled, false, edited);
      assert.equal(parsed?.job.scheduleEnabled, false, edited);
    }
  });
});
