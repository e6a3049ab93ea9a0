import assert from 'node:assert/strict';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { anExecution } from '../model/model-fixtures.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { drawn } from '../testing/drawn-rows.ts';
import { executionsTree } from './executions-tree.ts';

/** The start time of {@link anExecution}, as rows show it. */
const start = timeOfDay(1000);

const listOf = (executions: readonly Execution[]) => ({
  executions,
  filter: {},
  hasMore: false,
  isLoading: false,
});

describe('executionsTree', () => {
  it('shows executions with their status, and a placeholder for steps that are not loaded', () => {
    assert.deepEqual(
      drawn(
        executionsTree(
          listOf([
            anExecution({ id: 2 }),
            anExecution({
              id: 1,
              status: 'failed',
              reason: { code: 'NonZeroResultCode', message: 'exit code 3' },
            }),
          ]),
        ),
      ),
      [
        `backup | ${start} · running · #2`,
        '  Loading steps…',
        `backup | ${start} · failed · exit code 3 · #1`,
        '  Loading steps…',
      ],
    );
  });

  it('shows whether an execution is ad hoc, scheduled or a retry', () => {
    const executions = [
      anExecution({ id: 9, executionType: 'adhoc', description: 'adhoc' }),
      anExecution({ id: 8, executionType: 'scheduled' }),
      anExecution({ id: 7, retry: { attempt: 1, previous: 6 } }),
    ];
    assert.deepEqual(
      executionsTree(listOf(executions)).map((node) => `${node.label} | ${node.description}`),
      [
        `ad-hoc command | ${start} · running · #9`,
        `backup | ${start} · running · scheduled · #8`,
        `backup | ${start} · running · attempt 2, after #6 · #7`,
      ],
    );
  });

  it('shows how many notifications of an execution were not delivered', () => {
    const [row] = executionsTree(
      listOf([anExecution({ status: 'succeeded', failedDeliveries: { count: 2, lastAt: 0 } })]),
    );
    assert.equal(row?.description, `${start} · succeeded · 2 notifications not delivered · #1`);
    assert.equal(row.accessibleLabel, 'Execution 1 of backup, succeeded, 2 notifications not delivered');
  });

  it('shows the job name and the start time of an execution first, and the group last', () => {
    const group = 'operations/of/the/northern/region';
    const job = {
      id: 'j1',
      name: 'backup',
      group,
      project: 'demo',
      description: '',
      options: {},
      href: '',
      permalink: '',
    };
    const [row] = executionsTree(listOf([anExecution({ job })]));
    assert.equal(row?.label, 'backup');
    assert.equal(row?.description, `${start} · running · #1 · ${group}`);
  });

  it('names the archive as the origin of an imported execution', () => {
    const [row] = executionsTree(listOf([anExecution({ id: 1, status: 'failed', imported: true })]));
    assert.match(row?.tooltip ?? '', /Imported from an archive/);
  });

  it('shows the runner of an execution only if no other runner executed steps', () => {
    const current = {
      operation: '1-1',
      runner: 'r1',
      runnerName: 'edge',
      replica: '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
    };
    const executions = [
      anExecution({ id: 2, current: { ...current, runners: 1 } }),
      anExecution({ id: 1, current: { ...current, runners: 3 } }),
    ];
    const rows = executionsTree(listOf(executions));
    assert.deepEqual(
      rows.map(({ description }) => description),
      [`${start} · running · edge · #2`, `${start} · running · 3 runners · #1`],
    );
    assert.match(rows[1]?.tooltip ?? '', /On 3 runners, last on edge/);
  });
});
