import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { EXECUTION_FILTER_INDEXES, executionFilter } from './execution-filter.ts';
import type { ExecutionQuery } from './journal.ts';
import { JOURNAL_FORMAT } from './journal-format.ts';

describe('the filter for executions', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(JOURNAL_FORMAT.schema);
  database.exec(EXECUTION_FILTER_INDEXES);
  after(() => database.close());

  const plan = (query: Partial<ExecutionQuery>) => {
    const { where, values } = executionFilter({ projects: ['p'], max: 20, offset: 0, ...query });
    const sql = `EXPLAIN QUERY PLAN SELECT id FROM execution ${where} ORDER BY id DESC LIMIT 20`;
    return database
      .prepare(sql)
      .all(...values)
      .map(({ detail }) => String(detail))
      .join('; ');
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
