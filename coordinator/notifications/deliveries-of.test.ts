import assert from 'node:assert/strict';
import { TestExecutions } from '../executions/testing/test-executions.ts';
import { DeliveryData } from './delivery-data.ts';

const JOB = `name: Deploy
notification:
  onstart: {urls: 'http://a/start,http://b/start'}
  onsuccess: {email: {recipients: ann@example.com}}
  onfailure: {plugin: {type: Pager, configuration: {team: ops}}}
sequence:
  commands:
    - exec: echo hello
`;

describe('the deliveries of an execution', () => {
  let test: TestExecutions;
  beforeEach(async () => {
    test = await TestExecutions.start();
  });
  afterEach(() => test.close());

  async function told(): Promise<string[]> {
    return (await test.journal.openDeliveries(100)).map(({ id, data }) => {
      const { notification, summary } = DeliveryData.parse(data);
      return `${id} ${notification.kind} ${summary.status}`;
    });
  }

  it('are stored in the journal with the event that causes them', async () => {
    const { id } = await test.run(JOB);
    const start = [`${id}-onstart-1 webhook running`, `${id}-onstart-2 webhook running`];
    assert.deepEqual(await told(), start);
    test.clock.advance(1000);
    await test.executions.abort(id, 'ann');
    assert.deepEqual(await told(), [...start, `${id}-onfailure-1 plugin aborted`]);
    await test.crash();
    assert.equal((await told()).length, 3);
  });

  const CHILD = JOB.replace('name: Deploy', 'name: Child').replace(
    'http://a/start,http://b/start',
    'http://c',
  );
  const parent = (more: string) =>
    `name: Parent\nsequence:\n  commands:\n    - jobref: {name: Child${more}}\n    - exec: echo last\n`;

  it('include the deliveries of a referenced job', async () => {
    await test.storedJob(CHILD, 'child-1', { name: 'Child', group: '' });
    const { id } = await test.run(parent(''));
    await test.step();
    await test.step();
    await test.until(id, ({ status }) => status === 'succeeded');
    const found = (await test.journal.openDeliveries(100)).map(({ id: delivery, data }) => {
      const { summary, trigger, notification } = DeliveryData.parse(data);
      assert.match(delivery, new RegExp(`^${id}-\\d+-${trigger}-1$`));
      return [trigger, notification.kind, summary.jobName, summary.jobId, summary.status];
    });
    assert.deepEqual(found, [
      ['onstart', 'webhook', 'Child', 'child-1', 'running'],
      ['onsuccess', 'email', 'Child', 'child-1', 'succeeded'],
    ]);
  });

  it('include a failure delivery for a referenced job that was running when its execution was aborted', async () => {
    await test.storedJob(CHILD, 'child-1', { name: 'Child', group: '' });
    await test.storedJob(parent('').replace('Parent', 'Middle'), 'middle-1', { name: 'Middle', group: '' });
    const { id } = await test.run(parent('').replace('Child', 'Middle'));
    await test.dispatcher.whenQueued();
    test.clock.advance(1000);
    await test.executions.abort(id, 'ann');
    const found = (await test.journal.openDeliveries(100)).map(({ data }) => {
      const { summary, trigger } = DeliveryData.parse(data);
      const { status, abortedBy, jobName, endedAt, startedAt } = summary;
      return [jobName, trigger, status, abortedBy, endedAt === undefined ? undefined : endedAt - startedAt];
    });
    assert.deepEqual(found, [
      ['Child', 'onstart', 'running', undefined, undefined],
      ['Child', 'onfailure', 'aborted', 'ann', 1000],
    ]);
    const ids = (await test.journal.openDeliveries(100)).map(({ id: delivery }) => delivery);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('include no second delivery for a referenced job that ended before its execution was aborted', async () => {
    await test.storedJob(CHILD, 'child-1', { name: 'Child', group: '' });
    const { id } = await test.run(parent(''));
    await test.step();
    await test.dispatcher.whenQueued();
    const before = await told();
    assert.equal(before.length, 2);
    await test.executions.abort(id, 'ann');
    assert.deepEqual(await told(), before);
  });

  it('exclude the deliveries of a referenced job if the reference disables its notifications', async () => {
    await test.storedJob(CHILD, 'child-1', { name: 'Child', group: '' });
    const { id } = await test.run(parent(', ignoreNotifications: true'));
    await test.step();
    await test.step();
    await test.until(id, ({ status }) => status === 'succeeded');
    assert.deepEqual(await told(), []);
  });

  it('are empty if the job has no notifications', async () => {
    await test.run('name: Quiet\nsequence:\n  commands:\n    - exec: echo\n');
    assert.deepEqual(await told(), []);
  });
});
