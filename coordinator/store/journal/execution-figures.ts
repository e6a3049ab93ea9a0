import type { ExecutionFigures } from './journal.ts';

/** The aggregates of a query for figures. Their values are null if nothing matches. */
export const FIGURE_COLUMNS = `count(*) AS total, count(ended) AS ended,
  count(*) FILTER (WHERE status = 'succeeded') AS succeeded,
  count(*) FILTER (WHERE status IN ('failed', 'failed-with-retry', 'timedout')) AS failed,
  total(ended - started) AS duration, min(ended - started) AS shortest, max(ended - started) AS longest`;

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
