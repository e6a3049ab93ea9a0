import { excerpt } from '../../support/text/excerpt.ts';
import { clampEpochMilliseconds, WORD_LIMITS } from '../bounds.ts';
import { CapturedData } from './captured-data.ts';
import type { OperationResult } from './results.ts';

/**
 * Bounds a result so that the coordinator accepts it: shortens long strings with a visible marker, drops captured data
 * beyond the limits, and clamps times. Returns a result within the limits unchanged.
 */
export function boundedResult(result: OperationResult): OperationResult {
  const { end, startedAt, endedAt, data } = result;
  return {
    ...result,
    end: boundedEnd(end),
    endedAt: clampEpochMilliseconds(endedAt),
    ...(startedAt === undefined ? {} : { startedAt: clampEpochMilliseconds(startedAt) }),
    ...(data === undefined ? {} : { data: boundedData(data) }),
  };
}

function boundedEnd(end: OperationResult['end']): OperationResult['end'] {
  return {
    ...end,
    ...('signal' in end && end.signal !== undefined ? { signal: excerpt(end.signal, WORD_LIMITS.code) } : {}),
    ...('reason' in end ? { reason: excerpt(end.reason, WORD_LIMITS.code) } : {}),
    ...('problem' in end && end.problem !== undefined
      ? { problem: excerpt(end.problem, WORD_LIMITS.problem) }
      : {}),
  };
}

function boundedData(data: Readonly<Record<string, string>>): Record<string, string> {
  const bounded = new CapturedData();
  for (const [key, value] of Object.entries(data)) bounded.capture(key, value);
  return bounded.toRecord();
}
