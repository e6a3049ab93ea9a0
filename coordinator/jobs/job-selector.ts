import { matchOf, type SelectorParts, selectorParts } from '../../job-language/format/runner-selector.ts';
import { isTyped, parseRunnerFilter } from '../../job-language/runner-filter/parse-runner-filter.ts';
import { Tag } from '../../protocol/ids.ts';
import type { JobSelector } from '../../protocol/routes/shapes/job-shapes.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';

/**
 * Returns the API view of a stored selector. A selector with an invalid tag, which an old job definition may contain,
 * is shown as a filter.
 */
export function selectorView(selector: JobRecord['selector'] | SelectorParts): JobSelector {
  if (selector.mode === 'LOCAL') return { mode: 'LOCAL' };
  const match = matchOf(selector);
  if (selector.expression !== undefined) return { mode: 'FILTER', match, filter: selector.expression };
  const tags = selector.tags.flatMap((tag) => Tag.safeParse(tag).data ?? []);
  return selector.mode === 'TAGS' && tags.length === selector.tags.length
    ? { mode: 'TAGS', match, tags }
    : { mode: 'FILTER', match, filter: selector.tags.join(',') };
}

/** Returns a selector of the API in the job format. Throws `runner-filter-invalid`. */
export function selectorPartsOf(selector: JobSelector): SelectorParts {
  if (selector.mode === 'LOCAL') return { mode: 'LOCAL', type: 'LOCAL_RUNNER', tags: [] };
  const type = selector.match === 'any' ? 'TAG_FILTER_OR' : 'TAG_FILTER_AND';
  if (selector.mode === 'TAGS') return { mode: 'TAGS', type, tags: [...selector.tags] };
  if (isTyped(selector.filter)) parseRunnerFilter(selector.filter);
  return selectorParts({ filter: selector.filter, runnerFilterMode: 'FILTER', runnerFilterType: type });
}
