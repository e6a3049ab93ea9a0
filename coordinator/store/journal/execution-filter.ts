import type { SQLInputValue } from 'node:sqlite';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import type { ExecutionQuery, JobCriteria } from './journal.ts';
import { OPEN } from './journal-format.ts';

const NAME = field('jobName');
const GROUP = field('jobGroup');
const PATH = `iif(${GROUP} = '', ${NAME}, ${GROUP} || '/' || ${NAME})`;
const TYPE = `coalesce(${field('executionType')}, 'user')`;

const ABORTED_BY = field('abortedBy');
const CUSTOM_STATUS = field('customStatus');

/** The id of the job that a reference was resolved to. */
const REFERENCED = `iif(json_valid(data), json_extract(data, '$.resolution.job.id'), NULL)`;
const IS_RESOLVED = `type = 'reference-resolved'`;

/**
 * Creates the index that contains every value that a filter compares, and the index of the jobs that executions ran by
 * references. Without them, a filter would read and parse all executions of a project, or all entries. SQLite also
 * updates the indexes in programs that do not know them, so they need no new format version.
 */
export const EXECUTION_FILTER_INDEXES = `
CREATE INDEX IF NOT EXISTS execution_filter ON execution (
  project, id, job, status, user, started, ended, ${NAME}, ${GROUP}, ${TYPE}, ${ABORTED_BY});
CREATE INDEX IF NOT EXISTS job_reference ON entry (${REFERENCED}, execution) WHERE ${IS_RESOLVED};`;

/**
 * The executions that ran one of the jobs, directly or by a reference. The parameters are the jobs, and twice the lowest
 * id and the id below which executions are searched, so that a query for a few ids does not read all executions.
 */
const RAN_JOB = `id IN (
  WITH asked AS (SELECT value FROM json_each(?))
  SELECT own.id FROM execution AS own WHERE own.job IN asked AND own.id >= ? AND own.id < ?
  UNION SELECT execution FROM entry
  WHERE ${IS_RESOLVED} AND ${REFERENCED} IN asked AND execution >= ? AND execution < ?)`;

/** Returns the WHERE clause of a query for executions (empty if it selects all), and its parameters in order. */
export function executionFilter(query: ExecutionQuery): {
  readonly where: string;
  readonly values: readonly SQLInputValue[];
} {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (
    condition: string,
    value: SQLInputValue | undefined,
    more: readonly SQLInputValue[] = [],
  ): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value, ...more);
  };
  // The `+` keeps SQLite from using an index where another one finds far fewer executions: that of open executions, or
  // that of jobs. SQLite uses the index of open executions only if the query contains its condition.
  const isOpen = query.statuses?.every((status) => isOpenStatus(status)) === true;
  if (isOpen) conditions.push(OPEN);
  const namesJobs = query.jobs?.ids !== undefined || query.jobs?.idsOrReferenced !== undefined;
  add(isIn(isOpen || namesJobs ? '+project' : 'project'), list(query.projects));
  add(`${isOpen ? '+' : ''}job = ?`, query.jobId);
  add('user = ?', query.user);
  add(isIn('status'), list(query.statuses));
  // The status comes first: the index of filters contains it, but not the custom status.
  add(`status = 'other' AND ${CUSTOM_STATUS} = ?`, query.customStatus);
  add(`${TYPE} = ?`, query.type);
  add(`${ABORTED_BY} = ?`, query.abortedBy);
  add('ended < ?', query.endedBefore);
  add('ended > ?', query.endedAfter);
  add('started < ?', query.startedBefore);
  add('started > ?', query.startedAfter);
  add('id < ?', query.before);
  add('id >= ?', query.from);
  if (query.isAdhoc !== undefined) conditions.push(`job IS ${query.isAdhoc ? '' : 'NOT '}NULL`);
  const { from = Number.MIN_SAFE_INTEGER, before = Number.MAX_SAFE_INTEGER } = query;
  for (const [condition, ...given] of jobConditions(query.jobs ?? {}, [from, before]))
    add(`job IS NOT NULL AND ${condition}`, ...given);
  for (const [condition, ...given] of jobConditions(query.excludedJobs ?? {}, [from, before]))
    add(`job IS NOT NULL AND NOT (${condition})`, ...given);
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}

type JobCondition = readonly [string, SQLInputValue | undefined, (readonly SQLInputValue[])?];

/** Returns the condition of each criterion, and its parameters. `ids`: the lowest id, and the id below which ids are. */
function jobConditions(jobs: JobCriteria, ids: readonly [number, number]): readonly JobCondition[] {
  return [
    [isIn('job'), list(jobs.ids)],
    [RAN_JOB, list(jobs.idsOrReferenced), [...ids, ...ids]],
    [isIn(PATH), list(jobs.paths)],
    // The appended slashes make `db` match the group `db` and its subgroup `db/nightly`, but not the group `dbx`.
    [`instr(${GROUP} || '/', ? || '/') = 1`, jobs.group],
    [`${GROUP} = ?`, jobs.exactGroup],
    [`instr(lower(${NAME}), lower(?)) > 0`, jobs.nameContains],
    [`${NAME} = ?`, jobs.name],
  ];
}

/**
 * Returns the SQL expression of a field of the summary. Its value is NULL in a damaged summary, which would otherwise
 * fail the query.
 */
function field(name: string): string {
  return `iif(json_valid(summary), json_extract(summary, '$.${name}'), NULL)`;
}

/** A list of any length is one parameter, so that the SQL text of the prepared query stays the same. */
function isIn(column: string): string {
  return `${column} IN (SELECT value FROM json_each(?))`;
}

function list(values: readonly string[] | undefined): string | undefined {
  return values && JSON.stringify(values);
}
