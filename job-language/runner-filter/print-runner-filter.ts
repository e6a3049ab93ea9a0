import type { RunnerFilter, RunnerTerm } from './runner-filter.ts';

/** How strongly parts hold together. */
const STRENGTH = { or: 1, and: 2, not: 3, term: 4 } as const;

/** Writes a filter that reads to the same. */
export function printRunnerFilter(filter: RunnerFilter): string {
  switch (filter.kind) {
    case 'term':
      return printTerm(filter);
    case 'not':
      return `not ${within(filter.part, STRENGTH.not)}`;
    case 'and':
    case 'or':
      return filter.parts.map((part) => within(part, STRENGTH[filter.kind] + 1)).join(` ${filter.kind} `);
  }
}

function within(part: RunnerFilter, least: number): string {
  const text = printRunnerFilter(part);
  return STRENGTH[part.kind] < least ? `(${text})` : text;
}

function printTerm({ attribute, negated, value }: RunnerTerm): string {
  if (attribute === 'tag' && !negated) return filterWord(value);
  return `${attribute}${negated ? '!=' : '='}${filterWord(value)}`;
}

/** A value as a word, in quotes where it would not be read as one. */
export function filterWord(value: string): string {
  const isPlain = /^(?:\$\{[^}"\\]*\}|[^\s(),=!"\\])+$/.test(value) && !/^(?:and|or|not)$/i.test(value);
  return isPlain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
