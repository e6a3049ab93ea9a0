import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import { createFilter, filterDeclaration, LOG_FILTERS } from './built-in-filters.ts';
import { FilterConfig } from './filter-config.ts';
import type { FilterDeclaration, FilterProperty } from './filter-declaration.ts';
import { filterPattern } from './filter-pattern.ts';

/** A problem in the configuration of a filter. Such a problem never fails a step. */
export interface FilterProblem {
  /** The name of the invalid property; absent: the problem concerns the whole filter. */
  readonly property?: string;
  readonly message: string;
}

/** Returns the problems of a filter, which a check of a job reports as warnings. */
export function filterProblems(filter: LogFilter): readonly FilterProblem[] {
  const declaration = filterDeclaration(filter.type);
  if (declaration === undefined) {
    const known = LOG_FILTERS.map(({ type }) => type).join(', ');
    const message = `Log filter ${filter.type} is unknown: it is kept, but not applied. Available are ${known}.`;
    return [{ message }];
  }
  const created = createFilter(filter);
  const unusable =
    'problem' in created
      ? [{ message: `Log filter ${filter.type} is not applied: ${created.problem}.` }]
      : [];
  return [...unusable, ...propertyProblems(declaration, filter)];
}

/** Returns whether all patterns of a filter match in linear time, so that matching needs no time limit. */
export function isLinear({ type, config }: LogFilter): boolean {
  const declaration = filterDeclaration(type);
  if (declaration === undefined) return true;
  const given = new FilterConfig(declaration, config);
  return declaration.properties.every(({ name, kind }) => {
    if (kind !== 'pattern') return true;
    const pattern = filterPattern(given.text(name));
    return 'problem' in pattern || pattern.engine === 'linear';
  });
}

function propertyProblems(declaration: FilterDeclaration, { type, config }: LogFilter): FilterProblem[] {
  const { properties } = declaration;
  const names = properties.map(({ name }) => name);
  const unknown = Object.keys(config).filter((name) => !names.includes(name));
  const given = new FilterConfig(declaration, config);
  return [
    ...unknown.map((property) => ({
      property,
      message: `Log filter ${type} has no property ${property}. It has ${names.join(', ')}.`,
    })),
    ...properties.flatMap((property) => valueProblem(type, property, given.text(property.name))),
  ];
}

function valueProblem(type: string, property: FilterProperty, value: string): readonly FilterProblem[] {
  const { name, kind, values = [] } = property;
  if (value === '') return [];
  if (kind === 'choice' && !values.includes(value))
    return [
      { property: name, message: `${name} of log filter ${type} must be one of ${values.join(', ')}.` },
    ];
  if (kind !== 'pattern') return [];
  const pattern = filterPattern(value);
  if ('problem' in pattern || pattern.engine === 'linear') return [];
  const message = `${name} of log filter ${type} uses look-around, back-references or similar constructs, which may be slow: if matching a line takes longer than 100 ms, the filter is switched off.`;
  return [{ property: name, message }];
}
