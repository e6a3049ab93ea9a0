import assert from 'node:assert/strict';
import { ExecutionId, ProjectName } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { type ExecutionRowFilter, filterText, NO_FILTER } from '../arrangement/execution-filter.ts';
import { EMPTY_MODEL, SHOWN_EXECUTIONS, withChange } from '../model/model.ts';
import { anExecution } from '../model/model-fixtures.ts';
import { executionsTree } from './executions-tree.ts';
import { type ListCalls, ListedExecutions } from './listed-executions.ts';

/** Every seventh execution failed. */
const stored = Array.from({ length: 350 }, (_, index) =>
  anExecution({
    id: index + 1,
    status: index % 7 === 0 ? 'failed' : 'succeeded',
    user: index < 5 ? 'anna' : 'bob',
  }),
).reverse();
const modelOf = (executions: readonly Execution[]) => ({
  ...EMPTY_MODEL,
  executions,
  hasOlderExecutions: executions.length >= SHOWN_EXECUTIONS,
});
const newest = modelOf(stored.slice(0, 100));
const status = 'failed' as const;

function opened(filter: ExecutionRowFilter = NO_FILTER, executions = stored) {
  const saved: ExecutionRowFilter[] = [];
  let reads = 0;
  const client: ListCalls = {
    listExecutions: async ({ query } = {}) => {
      reads += 1;
      const before = Number(query?.before ?? Number.POSITIVE_INFINITY);
      const matching = executions.filter(
        (it) => it.id < before && (query?.status === undefined || it.status === query.status),
      );
      const page = matching.slice(0, Number(query?.max));
      const paging = { count: page.length, total: matching.length, offset: 0, max: 100 };
      return { paging, executions: page };
    },
  };
  const listed = new ListedExecutions({
    client: () => client,
    saveFilter: (changed) => saved.push(changed),
    onChanged: () => undefined,
  });
  listed.restore(filter);
  listed.follow(newest);
  return { listed, saved, reads: () => reads, ids: () => listed.list.executions.map(({ id }) => Number(id)) };
}

const downFrom = (first: number, last: number) =>
  Array.from({ length: first - last + 1 }, (_, index) => first - index);

describe('ListedExecutions', () => {
  it('reads older executions page by page, down to the first one', async () => {
    const { listed, ids } = opened();
    assert.deepEqual(ids(), downFrom(350, 251));
    for (const last of [151, 51, 1]) {
      assert.ok(listed.list.hasMore);
      await listed.loadMore();
      assert.deepEqual(ids(), downFrom(350, last));
    }
    assert.equal(listed.list.hasMore, false);
  });

  it('offers no older executions if the model contains all', () => {
    const { listed } = opened();
    listed.follow(modelOf(stored.slice(-99)));
    assert.equal(listed.list.hasMore, false);
  });

  it('keeps executions that the model drops, below those of the model', async () => {
    const { listed, ids } = opened();
    await listed.loadMore();
    listed.follow(modelOf([anExecution({ id: 351 }), ...stored.slice(0, 90)]));
    assert.deepEqual(ids(), downFrom(351, 151));
  });

  it('drops the older executions if it missed executions between them and the model', async () => {
    const { listed, ids } = opened();
    await listed.loadMore();
    listed.follow(modelOf([anExecution({ id: 900, status })]));
    assert.deepEqual(ids(), [900]);
  });

  it('drops deleted executions of the model and of older pages, and still offers the rest', async () => {
    const { listed, ids } = opened();
    const deleted = [340, 200].map((id) => ExecutionId.parse(id));
    const project = ProjectName.parse('ops');
    const after = withChange(newest, { type: 'executions-deleted', project, executions: deleted });
    await listed.loadMore();
    listed.follow(after);
    assert.deepEqual(
      ids(),
      downFrom(350, 151).filter((id) => id !== 340 && id !== 200),
    );
    const unread = opened();
    unread.listed.follow(after);
    assert.equal(unread.ids().length, SHOWN_EXECUTIONS - 1);
    assert.ok(unread.listed.list.hasMore);
  });

  it('passes the status to the coordinator, and stores the filter', async () => {
    const { listed, ids, saved } = opened();
    await listed.setFilter({ status });
    assert.deepEqual(saved, [{ status }]);
    assert.deepEqual(
      ids(),
      downFrom(350, 1).filter((id) => id % 7 === 1),
    );
    assert.equal(listed.list.hasMore, false);
    await listed.setFilter(NO_FILTER);
    assert.deepEqual(ids(), downFrom(350, 251));
  });

  it('reads pages until one contains an execution that matches the text', async () => {
    const { listed, ids, reads } = opened({ text: 'ANNA' });
    assert.deepEqual(ids(), []);
    await listed.loadMore();
    assert.deepEqual(ids(), downFrom(5, 1));
    assert.equal(reads(), 3);
  });

  it('ignores a page that was read for another filter', async () => {
    const { listed, ids } = opened();
    const reading = listed.loadMore();
    await listed.setFilter({ text: 'nobody' });
    await reading;
    assert.deepEqual(ids(), []);
  });
});

describe('the Executions view', () => {
  const rows = ({ listed }: ReturnType<typeof opened>) => executionsTree(listed.list);

  it('ends with a row that loads older executions', async () => {
    const view = opened();
    assert.deepEqual(
      [rows(view).at(-1)?.label, rows(view).at(-1)?.command],
      ['Load More…', 'outrunner.loadMoreExecutions'],
    );
    for (const _ of [1, 2, 3]) await view.listed.loadMore();
    assert.equal(rows(view).length, 350);
  });

  it('shows a message if no execution matches the filter', () => {
    const view = opened({ status: 'aborted' });
    view.listed.follow(modelOf(stored.slice(-5)));
    assert.deepEqual(
      rows(view).map(({ label }) => label),
      ['No execution matches the filter'],
    );
  });

  it('shows the filter in its description', () => {
    assert.equal(filterText(NO_FILTER), '');
    assert.equal(filterText({ status, text: 'web1' }), 'failed · “web1”');
  });
});
