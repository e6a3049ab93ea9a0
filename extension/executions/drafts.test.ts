import assert from 'node:assert/strict';
import { executionName, shortExecutionName } from '../model/display-text.ts';
import { anExecution } from '../model/model-fixtures.ts';
import { executionAbilities, executionsTree } from './executions-tree.ts';
import { executionHeader } from './panel/execution-header.ts';

describe('an execution of a draft', () => {
  const digest = 'a1'.repeat(32);
  const draft = anExecution({
    id: 7,
    job: undefined,
    executionType: 'adhoc',
    description: 'deploy',
    draft: { name: 'deploy', group: 'web/live', digest },
    status: 'succeeded',
  });

  it('is named after its job, and marked', () => {
    assert.equal(executionName(draft), 'web/live/deploy (draft)');
    assert.equal(shortExecutionName(draft), 'deploy (draft)');
    const header = executionHeader(draft, { done: 1, total: 1, failed: 0 }, undefined, 0);
    assert.equal(header.name, '#7 web/live/deploy (draft)');
  });

  it('has a row with the mark, the group of the job and the digest of the text', () => {
    const [row] = executionsTree({ executions: [draft], filter: {}, hasMore: false, isLoading: false });
    assert.equal(row?.label, 'deploy (draft)');
    assert.match(row?.description ?? '', /#7 · web\/live$/);
    assert.match(row?.accessibleLabel ?? '', /web\/live\/deploy \(draft\)/);
    assert.ok(row?.tooltip?.includes(digest));
  });

  it('cannot be run again, because its job is not stored', () => {
    assert.deepEqual(executionAbilities(draft), ['ended']);
  });
});
