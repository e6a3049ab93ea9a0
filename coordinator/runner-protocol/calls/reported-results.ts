import { z } from 'zod';
import { operationEnd } from '../../../protocol/entities/operation-end.ts';
import { boundedResult } from '../../../protocol/runner/bounded-result.ts';
import { boundedRecord, exitCode, word } from '../../../protocol/runner/bounds.ts';
import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import { OperationResult, ResultsRequest } from '../../../protocol/runner/results.ts';

/** Longest words that are cut; a result with a longer one is refused. In UTF-16 code units. */
const LONGEST_CUT = 1024 * 1024;
const MOST_KEYS = 10_000;

/**
 * A result beyond the limits of words and captured data, as runners of earlier versions send it: cut as a runner of this
 * version does. They would repeat a refused request forever, and with it the results of all their other steps.
 */
const OverlongResult = OperationResult.extend({
  end: operationEnd({ exitCode: exitCode(), code: word(LONGEST_CUT), problem: word(LONGEST_CUT) }),
  data: boundedRecord(word(LONGEST_CUT), word(LONGEST_CUT), MOST_KEYS).optional(),
}).transform(boundedResult);

/** A results request of a runner of any version. */
export const ReportedResults = ResultsRequest.extend({
  results: z
    .array(z.union([OperationResult, OverlongResult]))
    .min(1)
    .max(RUNNER_LIMITS.listEntries),
});
