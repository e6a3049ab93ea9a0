import assert from 'node:assert/strict';
import { ExecutionId } from '../../../protocol/ids.ts';
import { begin } from '../../engine/engine.ts';
import { operationStep, planOf } from '../../engine/testing/plans.ts';
import { sampleRequest } from '../../engine/testing/sample.ts';
import { LiveExecution } from './live-execution.ts';
import { RecentExecutions, weightOf } from './recent-executions.ts';

describe('RecentExecutions', () => {
  const execution = (id: number, steps = 1) => {
    const plan = planOf({ steps: Array.from({ length: steps }, () => operationStep('true')) });
    const begun = begin({ ...sampleRequest({ plan }), id: ExecutionId.parse(id) });
    return new LiveExecution(
      begun,
      { append: () => Promise.reject(new Error('nothing is kept')) },
      () => undefined,
    );
  };
  const kept = (recent: RecentExecutions, ...ids: readonly number[]) =>
    ids.filter((id) => recent.get(ExecutionId.parse(id)) !== undefined);

  it('keeps the most recently used executions', () => {
    const recent = new RecentExecutions({ executions: 2, weight: 1000 });
    recent.keep(execution(1));
    recent.keep(execution(2));
    recent.get(ExecutionId.parse(1));
    recent.keep(execution(3));
    assert.deepEqual(kept(recent, 1, 2, 3), [1, 3]);
  });

  it('keeps fewer executions if they are large, but always the one added last', () => {
    const recent = new RecentExecutions({ executions: 64, weight: 4 * weightOf(execution(1)) });
    for (const id of [1, 2, 3]) recent.keep(execution(id));
    recent.keep(execution(4, 500));
    assert.deepEqual(kept(recent, 1, 2, 3, 4), [4]);
    recent.keep(execution(5));
    assert.deepEqual(kept(recent, 4, 5), [5]);
  });

  it('counts an execution once even if it is added again', () => {
    const recent = new RecentExecutions({ executions: 64, weight: 2 * weightOf(execution(1)) });
    recent.keep(execution(1));
    for (let times = 0; times < 5; times += 1) recent.keep(execution(2));
    assert.deepEqual(kept(recent, 1, 2), [1, 2]);
  });
});
