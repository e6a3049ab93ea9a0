import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { OperationId } from '../../../protocol/ids.ts';
import { CLAIMANT, TestExecutions } from '../testing/test-executions.ts';

const JOB = `- name: Deploy
  notification:
    onstart: {urls: 'http://127.0.0.1:9/start'}
    onsuccess: {urls: 'http://127.0.0.1:9/end'}
  sequence: {commands: [{exec: echo one}]}
`;

describe('A failed delivery', () => {
  let test: TestExecutions;
  let published: ExecutionSummary[];
  beforeEach(async () => {
    test = await TestExecutions.start();
    published = [];
  });
  afterEach(async () => {
    await test.close();
    assert.deepEqual(test.errors, []);
  });

  /** Stores the result as the coordinator does after the last attempt, and publishes it. */
  async function fail(summary: ExecutionSummary, at: number): Promise<void> {
    const [open] = await test.journal.openDeliveries(1);
    assert.ok(open);
    const attempts = [{ time: at, problem: 'status 500' }];
    await test.journal.keepDelivery({
      id: open.id,
      executionId: summary.id,
      data: { ...(open.data as object), state: 'failed', attempts },
    });
    await test.executions.deliveryFailed(summary.id, at);
    test.clock.advance(50);
  }

  it('is included in the count in each later change of an open execution, even after a crash', async () => {
    const { id } = await test.run(JOB);
    const summary = await test.executions.get(id);
    assert.ok(summary);
    test.clock.advance(50);
    test.executions.onChange((change) => published.push(change));
    await fail(summary, 5);
    const failedDeliveries = { count: 1, lastAt: 5 };
    assert.deepEqual(published.at(-1)?.failedDeliveries, failedDeliveries);
    await test.crash();
    assert.deepEqual((await test.executions.get(id))?.failedDeliveries, failedDeliveries);
    test.executions.onChange((change) => published.push(change));
    await test.operations.claim(OperationId.parse(`${id}-1`), CLAIMANT);
    await test.operations.end(OperationId.parse(`${id}-1`), CLAIMANT, {
      end: { kind: 'exited', exitCode: 0 },
      offset: 4,
      endedAt: 1,
    });
    const last = published.at(-1);
    assert.equal(last?.status, 'succeeded');
    assert.deepEqual(last.failedDeliveries, failedDeliveries);
    await fail(summary, 9);
    assert.deepEqual(published.at(-1)?.failedDeliveries, { count: 2, lastAt: 9 });
    assert.equal(published.at(-1)?.status, 'succeeded');
  });
});
