import type { ExecutionFigures } from './journal.ts';

/** The aggregates of a query for figures. Their values are null if nothing matches. */
export const FIGURE_COLUMNS = `count(*) AS total, count(ended) AS ended,
  count(*) FILTER (WHERE status = 'succeeded') AS succeeded,
  count(*) FILTER (WHERE status IN ('failed', 'failed-with-retry', 'timedout')) AS failed,
  total(ended - started) AS duration, min(ended - started) AS shortest, max(ended - started) AS longest`;

const IS_AVERAGED = `status = 'succeeded' AND ended IS NOT NULL`;

/**
 * Creates the index of the durations of successful executions. Without it, the executions of a job that mostly fails
 * would be read back to the first one. SQLite also updates the index in programs that do not know it, so it needs no
 * new format version.
 */
export const DURATION_INDEX = `CREATE INDEX IF NOT EXISTS job_duration ON execution (job, id, started, ended)
  WHERE ${IS_AVERAGED}`;

/** The mean duration of a job's last successful executions. The parameters are the job and their maximum number. */
export const AVERAGE_DURATION = `SELECT avg(duration) AS average FROM (
  SELECT ended - started AS duration FROM execution WHERE job = ? AND ${IS_AVERAGED} ORDER BY id DESC LIMIT ?)`;

export const NO_FIGURES: ExecutionFigures = {
  total: 0,
  succeeded: 0,
  failed: 0,
  ended: 0,
  duration: { total: 0, min: 0, max: 0 },
};

/** Returns the figures in a row of {@link FIGURE_COLUMNS}. */
export function figuresOf(row: Readonly<Record<string, unknown>>): ExecutionFigures {
  const number = (name: string) => Number(row[name] ?? 0);
  return {
    total: number('total'),
    succeeded: number('succeeded'),
    failed: number('failed'),
    ended: number('ended'),
    duration: { total: number('duration'), min: number('shortest'), max: number('longest') },
  };
}

/** Returns the figures of two disjoint sets of executions together. */
export function sumOfFigures(one: ExecutionFigures, other: ExecutionFigures): ExecutionFigures {
  return {
    total: one.total + other.total,
    succeeded: one.succeeded + other.succeeded,
    failed: one.failed + other.failed,
    ended: one.ended + other.ended,
    duration: sumOfDurations(one, other),
  };
}

/** The durations are 0 if no execution of the set has ended. */
function sumOfDurations(one: ExecutionFigures, other: ExecutionFigures): ExecutionFigures['duration'] {
  if (one.ended === 0) return other.duration;
  if (other.ended === 0) return one.duration;
  return {
    total: one.duration.total + other.duration.total,
    min: Math.min(one.duration.min, other.duration.min),
    max: Math.max(one.duration.max, other.duration.max),
  };
}
