import assert from 'node:assert/strict';
import { ExecutionId, JobId } from '../../../protocol/ids.ts';
import { replacedTerminals } from './terminal-reuse.ts';

const [deploy, backup] = ['1', '2'].map((digit) =>
  JobId.parse(`${digit}f8fad5b-d9cb-469f-a165-70867728950e`),
);
const terminal = (job: JobId | undefined, isFinished: boolean, isPinned = false) => ({
  job,
  isFinished,
  isPinned,
});

describe('replacedTerminals', () => {
  const shown = new Map([
    [ExecutionId.parse(1), terminal(deploy, true)],
    [ExecutionId.parse(2), terminal(deploy, false)],
    [ExecutionId.parse(3), terminal(deploy, true, true)],
    [ExecutionId.parse(4), terminal(backup, true)],
    [ExecutionId.parse(5), terminal(undefined, true)],
  ]);

  it('are those of ended executions of the same job, unless the user pinned them', () => {
    assert.deepEqual(replacedTerminals(shown, deploy), [1]);
  });

  it('are none for an ad-hoc command', () => {
    assert.deepEqual(replacedTerminals(shown, undefined), []);
  });
});
