import assert from 'node:assert/strict';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { AVERAGE_DURATION, DURATION_INDEX } from './execution-figures.ts';
import { EXECUTION_FILTER_INDEXES, executionFilter } from './execution-filter.ts';
import type { ExecutionQuery } from './journal.ts';
import { JOURNAL_FORMAT } from './journal-format.ts';

describe('the filter for executions', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(JOURNAL_FORMAT.schema);
  database.exec(EXECUTION_FILTER_INDEXES);
  database.exec(DURATION_INDEX);
  after(() => database.close());

  const planOf = (sql: string, ...values: readonly SQLInputValue[]) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map(({ detail }) => String(detail))
      .join('; ');
  const plan = (query: Partial<ExecutionQuery>) => {
    const { where, values } = executionFilter({ projects: ['p'], max: 20, offset: 0, ...query });
    return planOf(`SELECT id FROM execution ${where} ORDER BY id DESC LIMIT 20`, ...values);
  };

  it('reads no summary to find executions by values that only summaries contain', () => {
    const queries: readonly Partial<ExecutionQuery>[] = [
      { jobs: { paths: ['ops/web'] } },
      { jobs: { group: 'ops' } },
      { jobs: { nameContains: 'web' } },
      { excludedJobs: { exactGroup: 'ops' } },
      { type: 'scheduled' },
      { abortedBy: 'ann' },
      { user: 'ann', statuses: ['failed'], endedAfter: 1, startedBefore: 2 },
    ];
    for (const query of queries)
      assert.match(plan(query), /COVERING INDEX execution_filter/, JSON.stringify(query));
  });

  it('finds the executions of given jobs without reading those of other jobs', () => {
    for (const query of [{ jobId: 'a' }, { jobs: { ids: ['a', 'b'] } }])
      assert.match(plan(query), /USING (?:COVERING )?INDEX execution_job/, JSON.stringify(query));
  });

  it('finds open executions without reading ended ones', () => {
    const queries: readonly Partial<ExecutionQuery>[] = [
      { statuses: ['running'] },
      { statuses: ['running', 'scheduled'] },
      { statuses: ['scheduled'], jobId: 'a' },
      { statuses: ['running'], user: 'ann', jobs: { group: 'ops' } },
    ];
    for (const query of queries)
      assert.match(plan(query), /^SCAN execution USING INDEX execution_open/, JSON.stringify(query));
    assert.doesNotMatch(plan({ statuses: ['running', 'failed'] }), /execution_open/);
  });

  it('reads only the executions whose durations the average of a job includes', () => {
    const steps = planOf(AVERAGE_DURATION, 'a', 50);
    assert.match(steps, /SEARCH execution USING COVERING INDEX job_duration \(job=\?\)/);
    assert.doesNotMatch(steps, /TEMP B-TREE/);
  });

  it('finds the executions that refer to given jobs without reading other entries and executions', () => {
    const steps = plan({ jobs: { idsOrReferenced: ['a'] } });
    assert.match(steps, /SEARCH entry USING (?:COVERING )?INDEX job_reference/);
    assert.match(steps, /SEARCH own USING (?:COVERING )?INDEX execution_job/);
    assert.doesNotMatch(steps, /SCAN (?:entry|own|execution)/);
  });

  it('reads only the given ids of the executions that ran given jobs', () => {
    const steps = plan({ jobs: { idsOrReferenced: ['a'] }, from: 1000, before: 2000 });
    assert.match(steps, /SEARCH entry [^;]* AND execution>\? AND execution<\?/);
    assert.match(steps, /SEARCH own [^;]* AND id>\? AND id<\?/);
  });
});
