import * as l10n from '@vscode/l10n';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { durationText } from '../../support/time/duration-text.ts';
import { timeOfDay } from '../model/time-of-day.ts';

/** Maximum number of earlier runs that the expected duration is computed from. */
const MOST_RUNS = 10;

/** The average duration of the latest successful runs of a job. */
export interface ExpectedDuration {
  /** In ms. */
  readonly average: number;
  readonly runs: number;
}

/** Returns how long an execution is expected to run. Undefined if no earlier run of its job succeeded. */
export function expectedDuration(
  { id, job }: Pick<Execution, 'id' | 'job'>,
  executions: readonly Execution[],
): ExpectedDuration | undefined {
  if (job === undefined) return undefined;
  const durations = executions
    .filter((it) => it.job?.id === job.id && it.id < id && it.status === 'succeeded')
    .toSorted((a, b) => b.id - a.id)
    .slice(0, MOST_RUNS)
    .flatMap(({ 'date-started': started, 'date-ended': ended }) =>
      ended === undefined ? [] : [ended.unixtime - started.unixtime],
    );
  if (durations.length === 0) return undefined;
  const sum = durations.reduce((total, duration) => total + duration, 0);
  return { average: sum / durations.length, runs: durations.length };
}

/** Describes when a running execution is expected to end, or that it is late. `started` and `now` are epoch ms. */
export function expectedEndText(started: number, { average, runs }: ExpectedDuration, now: number): string {
  const mean = durationText(average);
  const basis =
    runs === 1
      ? l10n.t('{0} on average in 1 earlier run', mean)
      : l10n.t('{0} on average in {1} earlier runs', mean, runs);
  const left = started + average - now;
  if (left < 0) return l10n.t('{0} longer than expected ({1})', durationText(-left), basis);
  const end = timeOfDay(started + average);
  return l10n.t('About {0} left, until {1} ({2})', durationText(left), end, basis);
}
