import assert from 'node:assert/strict';
import { ExecutionId, OperationId } from '../../protocol/ids.ts';
import type { LogLimit } from '../../protocol/job/log-limit.ts';
import { limitsOfStoredOutput, limitText } from './limits-of-stored-output.ts';

const LINES: LogLimit = { kind: 'lines', amount: 100, action: 'truncate', status: 'failed' };
const EXECUTION = ExecutionId.parse(7);
const OPERATION = OperationId.parse('7-1');

describe('the limits of stored output', () => {
  const told: string[] = [];
  const limitsFor = (limit: LogLimit | undefined) => {
    const executions = {
      limitOf: () => limit,
      nodeOf: () => 'web1',
      outputLimitReached: async (id: ExecutionId, text: string) => {
        told.push(`${id}: ${text}`);
      },
    };
    return limitsOfStoredOutput(() => executions, { error: assert.fail });
  };

  it('are those of its execution, for each node apart where the job says so', () => {
    assert.equal(limitsFor(undefined).of(OPERATION, EXECUTION), undefined);
    const lines = { group: '', kind: 'lines', amount: 100, drops: true };
    assert.deepEqual(limitsFor(LINES).of(OPERATION, EXECUTION), lines);
    const perNode = limitsFor({ ...LINES, kind: 'lines-per-node' });
    assert.deepEqual(perNode.of(OPERATION, EXECUTION), { ...lines, group: 'web1' });
    const bytes = limitsFor({ ...LINES, kind: 'bytes', action: 'halt' });
    assert.deepEqual(bytes.of(OPERATION, EXECUTION), { ...lines, kind: 'bytes', drops: false });
  });

  it('are told to the execution as a person says them', () => {
    const limits = limitsFor({ ...LINES, kind: 'lines-per-node' });
    limits.reached(EXECUTION, { group: 'web1', kind: 'lines', amount: 100, drops: true });
    assert.deepEqual(told, ['7: 100 lines a node']);
    assert.equal(limitText({ ...LINES, amount: 1 }), '1 line');
    assert.equal(limitText({ ...LINES, kind: 'bytes', amount: 5 * 1024 ** 2 }), '5 MB');
    assert.equal(limitText({ ...LINES, kind: 'bytes', amount: 1500 }), '1500 B');
  });
});
