import assert from 'node:assert/strict';
import { OperationId, ReplicaId, RunnerId } from '../../protocol/ids.ts';
import { StepLines } from './step-lines.ts';

const REPLICA = ReplicaId.parse('00000000-0000-4000-8000-000000000001');

const started = (operation: string, node: string, runnerName = 'east') => ({
  type: 'step-started' as const,
  operation: OperationId.parse(operation),
  stepctx: '1',
  label: 'uptime',
  node,
  runnerName,
  runner: RunnerId.parse('local-runner'),
  replica: REPLICA,
  time: 0,
});

const ended = (operation: string, message?: string) => ({
  type: 'step-ended' as const,
  operation: OperationId.parse(operation),
  stepctx: '1',
  status: 'failed' as const,
  time: 0,
  ...(message === undefined ? {} : { reason: { code: 'usage' as const, message, parameters: {} } }),
});

describe('StepLines', () => {
  it('shows the node in the lines for start and end', () => {
    const lines = new StepLines();
    assert.equal(lines.started(started('1-1', 'web-1')), `[1] uptime, on web-1 by east (replica ${REPLICA})`);
    assert.equal(
      lines.started(started('1-2', 'localhost')),
      `[1] uptime, on localhost by east (replica ${REPLICA})`,
    );
    assert.equal(lines.ended(ended('1-2', 'no such command')), '[1] on localhost failed: no such command');
    assert.equal(lines.ended(ended('1-1')), '[1] on web-1 failed');
  });

  it("omits the node if it is the runner's host", () => {
    const lines = new StepLines();
    assert.equal(lines.started(started('1-1', 'east')), `[1] uptime, on east (replica ${REPLICA})`);
    assert.equal(lines.started(started('1-2', 'localhost')), `[1] uptime, on east (replica ${REPLICA})`);
    assert.equal(lines.ended(ended('1-1')), '[1] failed');
  });
});
