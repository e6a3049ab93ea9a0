import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import { TestExecutions } from '../testing/test-executions.ts';

const RETRIED = `- name: Deploy
  multipleExecutions: true
  retry:
    retry: '1'
    delay: 1m
  sequence:
    commands:
      - exec: deploy
`;
const MANY = `- name: Deploy
  multipleExecutions: true
  sequence:
    commands:
      - exec: deploy
`;
const id = (number: number) => ExecutionId.parse(number);
const codes = (errors: ReadonlyMap<ExecutionId, OutrunnerError>) =>
  Object.fromEntries(Array.from(errors, ([execution, { code }]) => [execution, code]));

describe('The deletion of executions', () => {
  let test: TestExecutions;
  let deleted: number[];
  beforeEach(async () => {
    test = await TestExecutions.start();
    deleted = [];
    test.executions.onDeleted((executions) => deleted.push(...executions.map((it) => it.id)));
  });
  afterEach(() => test.close());

  async function ended(): Promise<ExecutionSummary> {
    const { id } = await test.run(MANY);
    await test.step();
    return test.until(id, ({ status }) => status === 'succeeded');
  }

  it('fails only for executions that are running, unknown or refused by `permit`', async () => {
    const [first, second] = [await ended(), await ended()];
    const running = await test.run(MANY);
    const errors = await test.executions.delete([first.id, second.id, running.id, id(99)], {
      permit: (summary) => {
        if (summary.id === second.id)
          throw new OutrunnerError('forbidden', { action: 'delete', resource: 'execution' });
      },
    });
    assert.deepEqual(codes(errors), {
      [second.id]: 'forbidden',
      [running.id]: 'execution-running',
      99: 'not-found',
    });
    assert.match(
      errors.get(running.id)?.message ?? '',
      new RegExp(`Execution ${running.id} is still running`),
    );
    assert.deepEqual(deleted, [first.id]);
    assert.equal(await test.executions.get(first.id), undefined);
    assert.equal(await test.executions.state(first.id), undefined);
    assert.deepEqual(await test.executions.ids({ offset: 0, max: 9 }), [running.id, second.id]);
  });

  it('fails while the retry of an execution is pending, and removes the link of a deleted execution to its retry', async () => {
    const job = await test.storedJob(RETRIED, 'job-1');
    const { id: first } = await test.executions.run({ job, user: 'ann' });
    await test.step(1);
    await test.until(first, ({ status }) => status === 'failed-with-retry');
    assert.deepEqual(codes(await test.executions.delete([first], {})), {
      [first]: 'execution-retry-pending',
    });
    test.clock.advance(60_000);
    const retry = await test.dispatcher.whenQueued();
    assert.ok(retry.operationId.startsWith(`${first + 1}-`));
    while ((await test.executions.retriedBy(first)) !== first + 1) await setImmediate();
    while ((await test.executions.delete([first], {})).size > 0) await setImmediate();
    assert.equal(await test.executions.retriedBy(first), undefined);
  });

  it('happens once if two callers delete the same execution at the same time', async () => {
    const { id: only } = await ended();
    const both = await Promise.all([test.executions.delete([only], {}), test.executions.delete([only], {})]);
    assert.deepEqual(both.map(codes), [{}, { [only]: 'not-found' }]);
    assert.deepEqual(deleted, [only]);
  });

  it('stores its audit record, and survives a crash', async () => {
    const { id: only } = await ended();
    await test.executions.delete([only], {
      record: ([execution], commit) =>
        commit.record({ time: 1, who: 'ann', what: `deleted ${execution?.id}`, from: 'here', details: null }),
    });
    await test.crash();
    assert.equal(await test.executions.get(only), undefined);
    assert.equal((await test.journal.auditLines(1))[0]?.what, `deleted ${only}`);
    assert.deepEqual(await test.journal.tombs(0, 9), [only]);
  });
});
