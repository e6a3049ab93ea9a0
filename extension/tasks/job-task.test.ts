import assert from 'node:assert/strict';
import { aJob } from '../model/model-fixtures.ts';
import { JobTask, jobOfTask, jobTaskOf } from './job-task.ts';

const jobs = [
  aJob({ name: 'deploy', group: 'web', project: 'demo' }),
  aJob({ name: 'deploy', group: '', project: 'demo' }),
  aJob({ name: 'deploy', group: 'web', project: 'other' }),
];

describe('the task of a job', () => {
  it('has the project and the job with its groups in its name', () => {
    assert.deepEqual(
      jobs.map((job) => jobTaskOf(job).job),
      ['web/deploy', 'deploy', 'web/deploy'],
    );
    for (const job of jobs) assert.equal(jobOfTask(jobTaskOf(job), jobs), job);
  });

  it('cannot run without its job', () => {
    assert.throws(() => jobOfTask({ type: 'outrunner', project: 'demo', job: 'gone' }, jobs), /gone in demo/);
  });

  it('has options with text values', () => {
    const task = { type: 'outrunner', project: 'demo', job: 'deploy', options: { stage: 'live' } };
    assert.deepEqual(JobTask.parse(task).options, { stage: 'live' });
    assert.ok(!JobTask.safeParse({ ...task, options: { stage: 1 } }).success);
  });
});
