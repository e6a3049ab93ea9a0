import assert from 'node:assert/strict';
import { sampleSummary } from '../store/journal/journal.conformance.ts';
import { executionList, executionView } from './execution-views.ts';
import { Links } from './links.ts';

describe('executionView', () => {
  const links = new Links(() => 'http://coordinator');
  const long = sampleSummary(1, { reason: { code: 'failed', message: 'x'.repeat(9 * 1024 * 1024) } });

  it('cuts a long reason to a few KiB', () => {
    const message = executionView(long, links).reason?.message ?? '';
    assert.equal(message.length, 8192);
    assert.match(message, /more characters\)$/);
  });

  it('cuts a long reason to an excerpt in lists', () => {
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
