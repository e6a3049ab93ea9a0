import assert from 'node:assert/strict';
import { ExecutionId, JobId } from '../../../protocol/ids.ts';
import { replacedTerminals } from './terminal-reuse.ts';

const [deploy, backup] = ['1', '2'].map((digit) =>
  JobId.parse(`${digit}f8fad5b-d9cb-469f-a165-70867728950e`),
);
const id = (number: number) => ExecutionId.parse(number);
const terminal = (job: JobId | undefined, isFinished: boolean, isPinned = false) => ({
  job,
  isFinished,
  isPinned,
});

describe('replacedTerminals', () => {
  const shown = new Map([
    [id(1), terminal(deploy, true)],
    [id(2), terminal(deploy, false)],
    [id(3), terminal(deploy, true, true)],
    [id(4), terminal(backup, true)],
    [id(5), terminal(undefined, true)],
    [id(6), terminal(deploy, true)],
  ]);

  it('returns the finished terminals of earlier executions of the job, unless the user pinned them', () => {
    assert.deepEqual(replacedTerminals(shown, { execution: id(7), job: deploy }), [1, 6]);
  });

  it('does not return the terminals of later executions', () => {
    assert.deepEqual(replacedTerminals(shown, { execution: id(2), job: deploy }), [1]);
  });

  it('does not return the terminal that the user is reading', () => {
    assert.deepEqual(replacedTerminals(shown, { execution: id(7), job: deploy, reading: id(6) }), [1]);
  });

  it('returns none for an ad-hoc command', () => {
    assert.deepEqual(replacedTerminals(shown, { execution: id(7), job: undefined }), []);
  });
});
