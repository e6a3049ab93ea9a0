import { z } from 'zod';
import { boundedRecord, exitCode, word } from '../../../protocol/bounds.ts';
import { operationEnd } from '../../../protocol/entities/operation-end.ts';
import { boundedResult } from '../../../protocol/runner/bounded-result.ts';
import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import { OperationResult, ResultsRequest } from '../../../protocol/runner/results.ts';

/** Maximum length of words that are cut, in UTF-16 code units. A result with a longer one is refused. */
const LONGEST_CUT = 1024 * 1024;
const MOST_KEYS = 10_000;

/**
 * A result of a runner of an older version, which may exceed the limits of words and captured data. It is cut, as newer
 * runners do themselves. An old runner would repeat a refused request forever, with the results of all its other steps.
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
