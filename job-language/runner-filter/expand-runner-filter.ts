import { expandText } from '../expansion/expand-text.ts';
import type { ValueLookup } from '../expansion/value-lookup.ts';
import { badFilter } from './filter-tokens.ts';
import type { RunnerFilter } from './runner-filter.ts';

/**
 * Returns the filter with the values of its references. A value cannot add operators or patterns. The value of a tag
 * may contain several tags, separated by commas: all or any of them must match.
 */
export function expandRunnerFilter(
  filter: RunnerFilter,
  lookup: ValueLookup,
  match: 'all' | 'any',
): RunnerFilter {
  switch (filter.kind) {
    case 'not':
      return { ...filter, part: expandRunnerFilter(filter.part, lookup, match) };
    case 'and':
    case 'or':
      return { ...filter, parts: filter.parts.map((part) => expandRunnerFilter(part, lookup, match)) };
    case 'term': {
      if (!filter.value.includes('${')) return filter;
      const value = expandText(filter.value, lookup);
      if (value.includes('*'))
        throw badFilter(filter.value, filter.column, `its value "${value}" contains "*"`);
      const several = filter.attribute === 'tag' ? value.split(',').map((tag) => tag.trim()) : [value];
      const [only = '', ...others] = several.filter((tag) => tag !== '');
      if (others.length === 0) return { ...filter, value: only };
      const parts = [only, ...others].map((tag) => ({ ...filter, value: tag }));
      return { kind: (match === 'all') === filter.negated ? 'or' : 'and', parts };
    }
  }
}
