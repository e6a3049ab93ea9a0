import { durationSeconds } from '../../job-language/format/duration.ts';

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
