import assert from 'node:assert/strict';
import { JobId } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { JobHistoryUpdate } from '../../../protocol/webview/job-history.ts';
import { EMPTY_MODEL, type Model } from '../../model/model.ts';
import { HistorySession } from './history-session.ts';

const JOB = JobId.parse('deploy');

describe('HistorySession', () => {
  const run = { id: 7, status: 'failed', user: 'ann', argstring: null, 'date-started': { unixtime: 0 } };
  const model = {
    ...EMPTY_MODEL,
    jobs: [{ id: JOB, name: 'deploy', group: '', project: 'shop' }],
    executions: [{ ...run, job: { id: JOB } }],
  } as unknown as Model;

  /** A session whose reads a test answers one by one. */
  const opened = () => {
    const reads: PromiseWithResolvers<{ executions: Execution[] }>[] = [];
    const posted: JobHistoryUpdate['state'][] = [];
    let current = model;
    const listJobExecutions = () => {
      const read = Promise.withResolvers<{ executions: Execution[] }>();
      reads.push(read);
      return read.promise;
    };
    const session = new HistorySession(
      {
        job: JOB,
        client: () => ({ listJobExecutions }) as never,
        model: () => current,
        open: () => undefined,
        runAgain: async () => undefined,
        runWithForm: async () => undefined,
        now: () => 0,
      },
      { post: (update) => posted.push((update as JobHistoryUpdate).state), setTitle: () => undefined },
    );
    return { session, reads, posted, show: (next: Model) => (current = next) };
  };
  const runs = (count: number) => ({
    executions: Array.from({ length: count }, (_, id) => ({ ...run, id })) as unknown as Execution[],
  });

  it('reads the history again after a failed read', async () => {
    const { session, reads, posted } = opened();
    const ready = session.receive({ type: 'ready' });
    reads[0]?.reject(new Error('the coordinator does not respond'));
    await ready;
    assert.match(posted[0]?.message ?? '', /does not respond/);
    const again = session.refresh();
    reads[1]?.resolve(runs(1));
    await again;
    assert.deepEqual([posted[1]?.message, posted[1]?.runs.length], ['', 1]);
    await session.refresh();
    assert.equal(reads.length, 2);
  });

  it('starts no second read while the first is pending', async () => {
    const { session, reads } = opened();
    const ready = session.receive({ type: 'ready' });
    await session.refresh();
    assert.equal(reads.length, 1);
    reads[0]?.resolve(runs(1));
    await ready;
  });

  it('does not show an answer that arrives after that of a later read', async () => {
    const { session, reads, posted, show } = opened();
    const first = session.receive({ type: 'ready' });
    show({ ...model, executions: [] });
    const second = session.refresh();
    reads[1]?.resolve(runs(2));
    await second;
    reads[0]?.resolve(runs(1));
    await first;
    assert.deepEqual(
      posted.map((state) => state.runs.length),
      [2],
    );
  });

  it('reads nothing while the page is hidden, even if a read failed', async () => {
    const { session, reads } = opened();
    const ready = session.receive({ type: 'ready' });
    session.hide();
    reads[0]?.reject(new Error('x'));
    await ready;
    await session.refresh();
    assert.equal(reads.length, 1);
  });
});
