import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { settingsOf } from '../../store/definitions/coordinator-definitions.ts';
import { TestExecutions } from '../testing/test-executions.ts';

const HOUR = 3_600_000;
const ended = ({ status }: ExecutionSummary) => !isOpenStatus(status);
const OTHER = '- name: Other\n  sequence:\n    commands:\n      - exec: other\n';
const begun = ({ status }: ExecutionSummary) => status !== 'scheduled';
const JOB = `- name: Deploy
  notification:
    onstart: { urls: http://hook.invalid/ }
    onfailure: { urls: http://hook.invalid/ }
  options:
    - { name: password, secure: true, valueExposed: true }
  sequence:
    commands:
      - exec: deploy
`;

describe('A run that is planned for a later time', () => {
  let test: TestExecutions;
  beforeEach(async () => {
    test = await TestExecutions.start();
  });
  afterEach(async () => {
    await test.close();
    assert.deepEqual(test.errors, []);
  });
  const plan = async () =>
    test.executions.run({
      ...{ job: await test.storedJob(JOB, 'job-1'), user: 'ann', options: { password: 's3' } },
      startAt: test.clock.epoch() + HOUR,
    });
  const lines = async (id: ExecutionId) => (await test.executions.lines(id, 0)).map(({ message }) => message);
  const deliveries = async (id: ExecutionId) =>
    (await test.journal.deliveries(id)).map((delivery) => delivery.id);

  it('is scheduled, with its time as the reason, sends no notification until it starts, and receives its secure values', async () => {
    const startAt = test.clock.epoch() + HOUR;
    const { id, status, reason, startedAt } = await plan();
    assert.deepEqual([status, reason?.code, startedAt], ['scheduled', 'planned', startAt]);
    assert.equal(reason?.message, `planned for ${new Date(startAt).toISOString()}`);
    test.clock.advance(HOUR - 1);
    assert.deepEqual(await deliveries(id), []);
    test.clock.advance(1);
    assert.deepEqual((await test.step()).secureValues, { password: 's3' });
    const end = await test.until(id, ended);
    assert.deepEqual([end.status, end.startedAt], ['succeeded', startAt]);
    assert.deepEqual(await deliveries(id), [`${id}-onstart-1`]);
  });

  it('is counted apart from running executions, and among the open ones of its job and project', async () => {
    const { id, project, jobId } = await plan();
    assert.ok(jobId);
    const { id: other } = await test.executions.run({
      job: await test.storedJob(OTHER, 'job-2'),
      user: 'ann',
    });
    const openIds = () => [test.executions.openIds({ job: jobId }), test.executions.openIds({ project })];
    assert.deepEqual(test.executions.openCounts(), { total: 2, scheduled: 1 });
    assert.deepEqual(openIds(), [[id], [id, other]]);
    await test.executions.abort(id, 'ann');
    assert.deepEqual(test.executions.openCounts(), { total: 1, scheduled: 0 });
    assert.deepEqual(openIds(), [[], [other]]);
  });

  it('starts only once across restarts, and starts at once with a log line if its time passed while the coordinator was down', async () => {
    const { id } = await plan();
    await test.crash();
    const { status, reason } = (await test.executions.get(id)) ?? assert.fail();
    assert.deepEqual([status, reason?.code], ['scheduled', 'planned']);
    await test.crashFor(HOUR + 60_000);
    test.clock.advance(0);
    assert.equal((await test.until(id, begun)).status, 'running');
    await test.crash();
    await test.step();
    const end = await test.until(id, ended);
    assert.equal(end.startedAt, test.clock.epoch());
    const late = (await lines(id)).filter((line) => line.includes('begins'));
    assert.deepEqual(late, ['begins 60 s after its planned time: the coordinator was not running']);
    assert.deepEqual(await deliveries(id), [`${id}-onstart-1`]);
  });

  it('does not start after it is stopped', async () => {
    const { id } = await plan();
    const { status, reason } = await test.executions.abort(id, 'bob');
    assert.equal(status, 'aborted');
    assert.match(reason, /^Stopped by bob\. It was waiting: planned for /);
    test.clock.advance(2 * HOUR);
    await test.crash();
    assert.equal((await test.executions.get(id))?.status, 'aborted');
    assert.deepEqual(await deliveries(id), [`${id}-onfailure-1`]);
  });

  it('does not block other executions of its job before its planned time, and waits for them at that time', async () => {
    const { id } = await plan();
    test.clock.advance(HOUR - 1);
    const other = await test.executions.run({ job: await test.job(JOB), user: 'ann' });
    test.clock.advance(1);
    const held = await test.until(id, ({ reason }) => reason?.message.includes('already running') === true);
    assert.match(held.reason?.message ?? '', /^planned for .*, and waits: the job is already running$/);
    assert.deepEqual([held.status, held.reason?.code], ['scheduled', 'waiting']);
    await test.step();
    await test.until(other.id, ended);
    test.clock.advance(5000);
    await test.step();
    assert.equal((await test.until(id, ended)).status, 'succeeded');
    assert.ok((await lines(id)).includes('begins 5 s after its planned time: the job is already running'));
  });

  it('waits while the coordinator is passive', async () => {
    const { id } = await plan();
    const set = (active: boolean) =>
      test.definitions.change((draft) =>
        draft.put('settings', 'settings', { ...settingsOf(draft), executionMode: { active } }),
      );
    await set(false);
    test.clock.advance(HOUR);
    await test.until(id, ({ reason }) => reason?.message.includes('passive') === true);
    await set(true);
    test.clock.advance(5000);
    await test.step();
    assert.equal((await test.until(id, ended)).status, 'succeeded');
  });
});
