import type { SQLInputValue } from 'node:sqlite';
import type { ExecutionQuery } from './journal.ts';

/** Returns the WHERE clause of a query for executions (empty if it selects all), and its parameters in order. */
export function executionFilter(query: ExecutionQuery): {
  readonly where: string;
  readonly values: readonly SQLInputValue[];
} {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, value: SQLInputValue | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  // A list of any length is one parameter, so that the SQL text of the prepared query stays the same.
  add('project IN (SELECT value FROM json_each(?))', query.projects && JSON.stringify(query.projects));
  add('job = ?', query.jobId);
  add('user = ?', query.user);
  add('status IN (SELECT value FROM json_each(?))', query.statuses && JSON.stringify(query.statuses));
  add('started < ?', query.startedBefore);
  add('started > ?', query.startedAfter);
  add('id < ?', query.before);
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}
