import assert from 'node:assert/strict';
import { Histogram } from './histogram.ts';

describe('a histogram', () => {
  it('counts each value at every bound that it does not exceed', () => {
    const times = new Histogram([0.5, 2]);
    for (const value of [0.25, 0.5, 1, 8]) times.observe(value);
    assert.equal(
      times.text('wait', 'Seconds of waiting.'),
      [
        '# HELP wait Seconds of waiting.',
        '# TYPE wait histogram',
        'wait_bucket{le="0.5"} 2',
        'wait_bucket{le="2"} 3',
        'wait_bucket{le="+Inf"} 4',
        'wait_sum 9.75',
        'wait_count 4',
        '',
      ].join('\n'),
    );
  });
});
