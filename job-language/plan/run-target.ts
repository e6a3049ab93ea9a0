import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { Tag } from '../../protocol/ids.ts';
import type { ValueLookup } from '../expansion/value-lookup.ts';
import type { Job } from '../format/job.ts';
import { jobPath } from '../format/job-path.ts';
import { expandedSelector, matchOf, type SelectorParts } from '../format/runner-selector.ts';
import { parseRunnerFilter } from '../runner-filter/parse-runner-filter.ts';
import { printRunnerFilter } from '../runner-filter/print-runner-filter.ts';
import type { OperationTarget } from './workflow-plan.ts';

/** Returns which replicas may run the steps. Throws `options-invalid` if an expanded text is not a tag. */
export function runTarget(job: Job, lookup: ValueLookup): OperationTarget {
  return targetOf(expandedSelector(job.runnerSelector, lookup), jobPath(job));
}

/**
 * Returns the target of an expanded selector.
 *
 * @param job path of the job, for the error
 */
export function targetOf(parts: SelectorParts, job: string): OperationTarget {
  const { mode, tags, expression } = parts;
  if (mode === 'LOCAL') return { kind: 'local' };
  if (expression !== undefined)
    return { kind: 'filter', filter: printRunnerFilter(parseRunnerFilter(expression, matchOf(parts))) };
  const parsed = tags.map((tag) => Tag.safeParse(tag));
  const wrong = tags.find((_, index) => parsed[index]?.success !== true);
  if (wrong !== undefined || tags.length === 0) {
    const problem =
      wrong === undefined ? 'its runner filter contains no tag' : `"${wrong}" is not a valid runner tag`;
    throw new OutrunnerError('options-invalid', { job, problem });
  }
  return {
    kind: 'tags',
    match: matchOf(parts),
    tags: parsed.flatMap(({ data }) => data ?? []),
  };
}
