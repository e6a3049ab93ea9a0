import assert from 'node:assert/strict';
import { sampleSummary } from '../store/journal/journal.conformance.ts';
import { executionList, executionView } from './execution-views.ts';
import { Links } from './links.ts';

describe('the view of an execution', () => {
  const links = new Links(() => 'http://coordinator');
  const long = sampleSummary(1, { reason: { code: 'failed', message: 'x'.repeat(9 * 1024 * 1024) } });

  it('limits the reason to 8192 characters', () => {
    const message = executionView(long, links).reason?.message ?? '';
    assert.equal(message.length, 8192);
    assert.match(message, /more characters\)$/);
  });

  it('limits the reason to 512 characters in lists', () => {
    const query = { offset: 0, max: 20 };
    const list = executionList({ executions: [long, long], total: 2 }, query, links);
    assert.deepEqual(
      list.executions.map(({ reason }) => reason?.message.length),
      [512, 512],
    );
  });

  it('does not change a short reason', () => {
    const short = sampleSummary(1, { reason: { code: 'failed', message: 'it failed' } });
    assert.equal(executionView(short, links).reason?.message, 'it failed');
  });
});
