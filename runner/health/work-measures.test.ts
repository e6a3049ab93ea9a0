import assert from 'node:assert/strict';
import { OperationId } from '../../protocol/ids.ts';
import { WorkMeasures } from './work-measures.ts';

const FIRST = OperationId.parse('1-1');
const SECOND = OperationId.parse('2-1');

describe('the measures of a runner’s work', () => {
  let elapsed: number;
  let measures: WorkMeasures;

  beforeEach(() => {
    elapsed = 5000;
    measures = new WorkMeasures({ now: () => 1_700_000_000_000 + elapsed, monotonic: () => elapsed });
  });
  const now = () => 1_700_000_000_000 + elapsed;

  it('measure how long an operation waits from its offer until it can start', () => {
    const granted = measures.offered();
    elapsed += 2000;
    granted();
    const text = measures.histograms().join('');
    assert.match(text, /^runner_operations_queue_wait_time_bucket\{le="1"\} 0$/m);
    assert.match(text, /^runner_operations_queue_wait_time_sum 2$/m);
  });

  it('report the longest wait of a result, during the wait and for one to two minutes afterwards', () => {
    measures.ended(FIRST, now());
    elapsed += 500_000;
    measures.ended(SECOND, now());
    elapsed += 1000;
    assert.equal(measures.maxDeliveryDelaySeconds, 501);
    measures.delivered(FIRST);
    assert.equal(measures.maxDeliveryDelaySeconds, 501);
    elapsed += 120_000;
    assert.equal(measures.maxDeliveryDelaySeconds, 121);
    measures.delivered(SECOND);
    elapsed += 120_000;
    assert.equal(measures.maxDeliveryDelaySeconds, 0);
  });

  it('count the wait of a result from its end, even if no runner was attached then', () => {
    measures.ended(FIRST, now() - 60_000);
    assert.equal(measures.waited(FIRST), 60_000);
  });

  it('drop results that were lost with their keeper', () => {
    measures.ended(FIRST, now() - 60_000);
    measures.clear();
    assert.equal(measures.maxDeliveryDelaySeconds, 0);
  });
});
