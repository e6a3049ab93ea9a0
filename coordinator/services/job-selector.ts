import type { JobRecord } from '../../protocol/entities/job-record.ts';
import { Tag } from '../../protocol/ids.ts';
import { type SelectorParts, tagsIn } from '../../protocol/job/runner-selector.ts';
import type { JobSelector } from '../../protocol/routes/shapes/job-shapes.ts';

/** A kept selector as the API shows it. A tag that is none (a kept text of old) makes it a filter. */
export function selectorView(selector: JobRecord['selector'] | SelectorParts): JobSelector {
  if (selector.mode === 'LOCAL') return { mode: 'LOCAL' };
  const match = selector.type === 'TAG_FILTER_OR' ? 'any' : 'all';
  const tags = selector.tags.flatMap((tag) => Tag.safeParse(tag).data ?? []);
  return selector.mode === 'TAGS' && tags.length === selector.tags.length
    ? { mode: 'TAGS', match, tags }
    : { mode: 'FILTER', match, filter: selector.tags.join(',') };
}

/** A selector of the API as the job format writes it. */
export function selectorPartsOf(selector: JobSelector): SelectorParts {
  if (selector.mode === 'LOCAL') return { mode: 'LOCAL', type: 'LOCAL_RUNNER', tags: [] };
  return {
    mode: selector.mode,
    type: selector.match === 'any' ? 'TAG_FILTER_OR' : 'TAG_FILTER_AND',
    tags: selector.mode === 'TAGS' ? [...selector.tags] : tagsIn(selector.filter),
  };
}
