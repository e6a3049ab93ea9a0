import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { JobRecord } from '../../store/definitions/records/job-record.ts';
import { TestExecutions } from '../testing/test-executions.ts';

const ended = (summary: ExecutionSummary) => summary.status !== 'running';
const RETRIED = `- name: Deploy
  retry:
    retry: '2'
    delay: 1m
  options:
    - name: colour
      value: red
    - name: password
      secure: true
      valueExposed: true
  sequence:
    commands:
      - exec: deploy
`;
const MINUTE = 60_000;

describe('A retried job', () => {
  let test: TestExecutions;
  let job: JobRecord;
  beforeEach(async () => {
    test = await TestExecutions.start();
    job = await test.storedJob(RETRIED, 'job-1');
  });
  afterEach(async () => {
    await test.close();
    assert.deepEqual(test.errors, []);
  });
  const run = () =>
    test.executions.run({ job, user: 'ann', options: { colour: 'blue', password: 's3' }, logLevel: 'DEBUG' });
  const awaitingRetry = () => test.executions.awaitingRetry().map(({ id }) => id);
  const all = async () => (await test.executions.list({ offset: 0, max: 10 })).executions.toReversed();

  /** Resolves with the execution that started after this one. */
  async function next(id: ExecutionId): Promise<ExecutionSummary> {
    return new Promise((resolve) => {
      const stop = test.executions.onChange((summary) => {
        if (summary.id <= id) return;
        stop();
        resolve(summary);
      });
    });
  }

  it('runs again with the same parameters, after the delay, up to its number of retries', async () => {
    const { id } = await run();
    await test.step(1);
    assert.equal((await test.until(id, ended)).status, 'failed-with-retry');
    test.clock.advance(MINUTE - 1);
    assert.equal(test.executions.open().length, 0);
    assert.deepEqual(awaitingRetry(), [id]);
    const second = next(id);
    test.clock.advance(1);
    const { id: secondId, retry, argString, user } = await second;
    assert.deepEqual(awaitingRetry(), []);
    assert.deepEqual(retry, { attempt: 1, initial: id, previous: id });
    assert.deepEqual([argString, user], ['-colour blue', 'ann']);
    const granted = await test.step(1);
    assert.deepEqual(granted.secureValues, { password: 's3' });
    assert.equal(granted.values.job['wasRetry'], 'true');
    assert.equal(granted.values.job['loglevel'], 'DEBUG');
    await test.until(secondId, ended);
    const third = next(secondId);
    test.clock.advance(MINUTE);
    const { id: thirdId, retry: lastRetry } = await third;
    assert.deepEqual(lastRetry, { attempt: 2, initial: id, previous: secondId });
    await test.step(1);
    assert.equal((await test.until(thirdId, ended)).status, 'failed');
    assert.deepEqual(
      (await all()).map(({ status }) => status),
      ['failed-with-retry', 'failed-with-retry', 'failed'],
    );
    assert.equal(await test.executions.retriedBy(id), secondId);
    await test.crash();
    assert.deepEqual(await readdir(join(test.folder, 'secure-values')), []);
    assert.equal(test.executions.open().length, 0);
  });

  it('does not run again after it succeeds', async () => {
    const { id } = await run();
    await test.step();
    assert.equal((await test.until(id, ended)).status, 'succeeded');
    test.clock.advance(MINUTE);
    assert.equal((await all()).length, 1);
  });

  it('runs again exactly once across crashes before and after the retry starts', async () => {
    const { id } = await run();
    await test.crash();
    await test.step(1);
    await test.until(id, ended);
    await test.crash();
    assert.deepEqual(awaitingRetry(), [id]);
    const second = next(id);
    test.clock.advance(MINUTE);
    const { id: secondId } = await second;
    await test.crash();
    test.clock.advance(MINUTE);
    assert.deepEqual(
      (await all()).map((summary) => summary.id),
      [id, secondId],
    );
    assert.equal(await test.executions.retriedBy(id), secondId);
    assert.deepEqual((await test.step()).secureValues, { password: 's3' });
    assert.equal((await test.until(secondId, ended)).status, 'succeeded');
  });

  it('is not retried while another execution of the job is running', async () => {
    const { id } = await run();
    await test.step(1);
    await test.until(id, ended);
    const other = await run();
    test.clock.advance(MINUTE);
    await test.step(0);
    await test.until(other.id, ended);
    const repeated = next(other.id);
    test.clock.advance(MINUTE);
    assert.equal((await repeated).retry?.previous, id);
    assert.deepEqual(test.errors.splice(0), ['a job cannot be retried yet']);
  });

  it('does not run again if it is stopped while its retry is pending', async () => {
    const { id } = await run();
    await test.step(1);
    await test.until(id, ended);
    const { status, reason } = await test.executions.abort(id, 'bob');
    assert.equal(status, 'aborted');
    assert.match(reason, /retry is cancelled/);
    const end = await test.executions.get(id);
    assert.equal(end?.status, 'failed');
    assert.match(end.reason?.message ?? '', /exit code 1\. It is not run again: bob stopped it\.$/);
    test.clock.advance(MINUTE);
    await test.crash();
    test.clock.advance(MINUTE);
    assert.equal((await all()).length, 1);
    assert.equal((await test.executions.abort(id, 'bob')).status, 'failed');
  });

  it('keeps its retry running if it is aborted after the retry has started, even if that start is not recorded yet', async () => {
    const { id } = await run();
    await test.step(1);
    await test.until(id, ended);
    const { journal } = test;
    const setMeta = journal.setMeta.bind(journal);
    journal.setMeta = (name, value) =>
      name.startsWith('retried/') ? Promise.reject(new Error('the disk is full')) : setMeta(name, value);
    const second = next(id);
    const noted = test.whenNoted();
    test.clock.advance(MINUTE);
    const { id: secondId } = await second;
    assert.equal(await noted, 'the start of a retry could not be recorded yet');
    assert.equal((await test.executions.abort(id, 'bob')).status, 'failed');
    assert.equal((await test.executions.get(id))?.status, 'failed-with-retry');
    journal.setMeta = setMeta;
    test.clock.advance(MINUTE);
    await test.step();
    await test.until(secondId, ended);
    assert.equal(await test.executions.retriedBy(id), secondId);
    test.errors.length = 0;
  });

  it('leaves no record of a pending retry if its execution cannot start', async () => {
    const { journal } = test;
    const append = journal.append.bind(journal);
    journal.append = () => Promise.reject(new Error('the disk is full'));
    await assert.rejects(run(), /disk is full/);
    journal.append = append;
    assert.equal(await journal.meta('retries'), '[]');
  });

  it('does not run again if the job was deleted, and reports why', async () => {
    const { id } = await run();
    await test.step(1);
    await test.until(id, ended);
    await test.definitions.change((draft) => draft.remove('jobs', job.id));
    const noted = test.whenNoted();
    test.clock.advance(MINUTE);
    assert.equal(await noted, 'a job could not be retried');
    const { reason } = await test.until(id, ({ status }) => status === 'failed');
    assert.match(reason?.message ?? '', /exit code 1\. It is not run again: its job no longer exists\.$/);
    const lines = (await test.executions.lines(id, 0)).map(({ message }) => message);
    assert.match(lines.at(-1) ?? '', /^It is not run again/);
    await test.crash();
    assert.equal((await test.executions.get(id))?.status, 'failed');
    assert.equal((await all()).length, 1);
    test.errors.length = 0;
  });
});
