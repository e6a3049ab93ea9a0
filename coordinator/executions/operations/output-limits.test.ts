import assert from 'node:assert/strict';
import type { LogLimit } from '../../../job-language/format/log-limit.ts';
import { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import { ExecutionOutputLimits, limitText } from './output-limits.ts';

const LINES: LogLimit = { kind: 'lines', amount: 100, action: 'truncate', status: 'failed' };
const EXECUTION = ExecutionId.parse(7);
const OPERATION = OperationId.parse('7-1');

describe('ExecutionOutputLimits', () => {
  const limitsFor = (limit: LogLimit | undefined) =>
    new ExecutionOutputLimits({ logLimit: () => limit, nodeOf: () => 'web1' });

  it('applies the limit of the execution, separately for each node if the job requests that', () => {
    assert.equal(limitsFor(undefined).of(OPERATION, EXECUTION), undefined);
    const lines = { group: '', kind: 'lines', amount: 100, drops: true };
    assert.deepEqual(limitsFor(LINES).of(OPERATION, EXECUTION), lines);
    const perNode = limitsFor({ ...LINES, kind: 'lines-per-node' });
    assert.deepEqual(perNode.of(OPERATION, EXECUTION), { ...lines, group: 'web1' });
    const bytes = limitsFor({ ...LINES, kind: 'bytes', action: 'halt' });
    assert.deepEqual(bytes.of(OPERATION, EXECUTION), { ...lines, kind: 'bytes', drops: false });
  });

  it('reports a limit that was reached, but nothing for an execution without a limit', () => {
    const reached: unknown[] = [];
    for (const limit of [LINES, undefined]) {
      const limits = limitsFor(limit);
      limits.onReached.add((event) => reached.push(event));
      limits.reached(EXECUTION);
    }
    assert.deepEqual(reached, [{ execution: EXECUTION, limit: LINES }]);
  });
});

describe('limitText', () => {
  it('formats a limit with its unit', () => {
    assert.equal(limitText({ ...LINES, kind: 'lines-per-node' }), '100 lines a node');
    assert.equal(limitText({ ...LINES, amount: 1 }), '1 line');
    assert.equal(limitText({ ...LINES, kind: 'bytes', amount: 5 * 1024 ** 2 }), '5 MB');
    assert.equal(limitText({ ...LINES, kind: 'bytes', amount: 1500 }), '1500 B');
  });
});
