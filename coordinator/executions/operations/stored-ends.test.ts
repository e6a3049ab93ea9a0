import assert from 'node:assert/strict';
import { OperationId } from '../../../protocol/ids.ts';
import { CLAIMANT, TestExecutions } from '../testing/test-executions.ts';

const JOB = '- name: Deploy\n  sequence:\n    commands:\n      - exec: echo one\n';

describe('The end of an operation', () => {
  let test: TestExecutions;
  beforeEach(async () => {
    test = await TestExecutions.start();
  });
  afterEach(() => test.close());

  it('is stored in the journal byte for byte in the format of the first version', async () => {
    const { id } = await test.run(JOB);
    const operationId = OperationId.parse(`${id}-1`);
    await test.operations.claim(operationId, CLAIMANT);
    const report = {
      end: { kind: 'exited', exitCode: 3 },
      offset: 4,
      startedAt: 1000,
      endedAt: 2000,
    } as const;
    await test.operations.end(operationId, CLAIMANT, { ...report, data: { key: 'value' } });
    const entries = await test.journal.readExecution(id);
    const entry = entries.find(({ type }) => type === 'operation-ended');
    assert.ok(entry);
    assert.equal(
      JSON.stringify(entry.data),
      `{"type":"operation-ended","time":${entry.time},"operationId":"1-1","by":{"replicaId":"web-a","instanceId":"web-a-1"},"end":{"kind":"exited","exitCode":3},"outputBytes":4,"data":{"key":"value"},"startedAt":1000,"endedAt":2000}`,
    );
  });
});
