import assert from 'node:assert/strict';
import { checkJobs } from './check-jobs.ts';

describe('the default of an option', () => {
  const codes = (value: string, more = '') => {
    const text = `- name: x\n  options: [{name: a, value: '${value}'${more}}]\n  sequence: {commands: [{exec: echo}]}\n`;
    return checkJobs(text, { format: 'yaml' }).problems.map(({ code }) => code);
  };

  it('may contain the date of the run, in the supported format letters', () => {
    assert.deepEqual(codes('${DATE+1:yyyy-MM-dd HH:mm:Europe/Berlin}'), []);
    assert.deepEqual(codes('${DATE:foo}'), ['invalid-date']);
  });
});
