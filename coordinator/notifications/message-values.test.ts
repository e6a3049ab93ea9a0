import assert from 'node:assert/strict';
import { expandText } from '../../job-language/expansion/expand-text.ts';
import { ExecutionSummary } from '../../protocol/entities/execution.ts';
import { Links } from '../views/links.ts';
import { messageValues } from './message-values.ts';

const SUMMARY = ExecutionSummary.parse({
  id: 17,
  project: 'shop',
  jobId: 'job-1',
  jobName: 'Deploy',
  jobGroup: 'web',
  user: 'ann',
  executionType: 'scheduled',
  retry: { attempt: 2, initial: 15, previous: 16 },
  status: 'succeeded',
  startedAt: 0,
  endedAt: 1000,
  options: { who: 'bob' },
  argString: '-who bob',
  successfulNodes: ['web1'],
  failedNodes: [],
});

describe('the values of a notification', () => {
  const links = new Links(() => 'http://host');
  const notification = { kind: 'email', recipients: '', attachLog: 'none' } as const;
  const expanded = (text: string, summary = SUMMARY) =>
    expandText(
      text,
      messageValues({ trigger: 'onsuccess', notification, summary, state: 'pending', attempts: [] }, links),
    );

  it('include the job, the execution, the user, the server and the retry as `job.*`', () => {
    assert.equal(
      expanded('${job.name} ${job.group} ${job.id} ${job.project} ${job.execid} ${job.user.name}'),
      'Deploy web job-1 shop 17 ann',
    );
    assert.equal(expanded('${job.executionType} ${job.serverUrl}'), 'scheduled http://host');
    assert.equal(
      expanded('${job.wasRetry} ${job.retryAttempt} ${job.retryInitialExecId} ${job.retryPrevExecId}'),
      'true 2 15 16',
    );
  });

  it('include the options, the result of the execution, and the trigger', () => {
    assert.equal(
      expanded(
        '${option.who} ${execution.status} ${execution.succeededNodeListString} ${notification.trigger}',
      ),
      'bob succeeded web1 success',
    );
    assert.equal(expanded('${execution.dateEnded}'), '1970-01-01T00:00:01Z');
  });
});
