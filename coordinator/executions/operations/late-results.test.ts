import assert from 'node:assert/strict';
import { OperationId } from '../../../protocol/ids.ts';
import { CLAIMANT, OTHER_CLAIMANT, TestExecutions } from '../testing/test-executions.ts';

const JOB =
  '- name: Deploy\n  multipleExecutions: true\n  sequence:\n    commands:\n      - exec: echo one\n';
const REPORT = { end: { kind: 'exited', exitCode: 0 }, offset: 4, endedAt: 1 } as const;

describe('Results for executions that have already ended', () => {
  let test: TestExecutions;
  beforeEach(async () => {
    test = await TestExecutions.start();
  });
  afterEach(() => test.close());

  it('are handled by reading one execution at a time from the journal, even if many results arrive at once', async () => {
    const operations: OperationId[] = [];
    for (let count = 0; count < 6; count += 1) {
      const operation = OperationId.parse(`${(await test.run(JOB)).id}-1`);
      operations.push(operation);
      await test.operations.claim(operation, CLAIMANT);
      await test.operations.end(operation, CLAIMANT, REPORT);
    }
    await test.crash();
    const { journal } = test;
    const read = journal.readExecution.bind(journal);
    let reading = 0;
    let most = 0;
    journal.readExecution = async (...args) => {
      reading += 1;
      most = Math.max(most, reading);
      const page = await read(...args);
      reading -= 1;
      return page;
    };
    const verdicts = await Promise.all(
      operations.map((operation) => test.operations.end(operation, OTHER_CLAIMANT, REPORT)),
    );
    assert.deepEqual(new Set(verdicts), new Set(['late']));
    assert.equal(most, 1);
  });
});
