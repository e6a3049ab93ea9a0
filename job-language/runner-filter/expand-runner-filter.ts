import { expandText } from '../expansion/expand-text.ts';
import type { ValueLookup } from '../expansion/value-lookup.ts';
import { badFilter } from './filter-tokens.ts';
import type { RunnerFilter } from './runner-filter.ts';

/**
 * The filter with the values of its references. A value is never more than a value: it brings no operator along, and no
 * pattern. That of a tag may be several, with commas between them: all of them, or any.
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
