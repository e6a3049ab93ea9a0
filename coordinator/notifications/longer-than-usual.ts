import { durationSeconds } from '../../job-language/format/duration.ts';
import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { Journal } from '../store/journal/journal.ts';

/** Maximum number of successful executions that the average includes. */
const COUNTED = 50;

/** Returns the mean duration of a job's last successful executions, in ms; undefined without any. */
export async function averageDuration(
  journal: Pick<Journal, 'executions'>,
  jobId: JobId,
): Promise<number | undefined> {
  const { executions } = await journal.executions({
    jobId,
    statuses: ['succeeded'],
    offset: 0,
    max: COUNTED,
  });
  const durations = executions.flatMap(({ startedAt, endedAt }: ExecutionSummary) =>
    endedAt === undefined ? [] : [endedAt - startedAt],
  );
  if (durations.length === 0) return undefined;
  return durations.reduce((sum, duration) => sum + duration, 0) / durations.length;
}

/**
 * Returns the duration from which an execution takes longer than usual, in ms; undefined if it cannot be determined.
 *
 * @param threshold `20%`, `+30` (seconds) and `+5m` are added to the average; `30s` and `5m` replace it; a blank or
 * invalid threshold adds nothing
 */
export function unusualDuration(threshold: string, average: number | undefined): number | undefined {
  const text = threshold.trim();
  const percentage = /^\+?(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (text === '') return average;
  if (percentage !== null) {
    return average === undefined ? undefined : average * (1 + Number(percentage[1]) / 100);
  }
  const seconds = durationSeconds(text);
  if (seconds === undefined) return average;
  if (!text.startsWith('+')) return seconds * 1000;
  return average === undefined ? undefined : average + seconds * 1000;
}
