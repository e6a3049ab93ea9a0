import type { RunnerFilter, RunnerTerm } from './runner-filter.ts';

/** Precedence of the operators. */
const STRENGTH = { or: 1, and: 2, not: 3, term: 4 } as const;

/** Formats a filter so that it parses back unchanged. */
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

/** Formats a value as a word, in quotes if necessary. */
export function filterWord(value: string): string {
  const isPlain = /^(?:\$\{[^}"\\]*\}|[^\s(),=!"\\])+$/.test(value) && !/^(?:and|or|not)$/i.test(value);
  return isPlain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
