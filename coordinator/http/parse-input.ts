import type * as z from 'zod';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { META_PREFIX, OPTION_PREFIX, type Route } from '../../protocol/routes/route.ts';
import { closest } from '../../support/text/closest.ts';
import { excerpt } from '../../support/text/excerpt.ts';

/** The part of the request that a value came from. */
export type InputPlace = 'path' | 'query' | 'body';

/** Parses external input. Throws `invalid-input` with the first invalid value. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, place: InputPlace): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0]);
  throw new OutrunnerError('invalid-input', {
    what: nameOf(issue.path, place),
    problem: value === undefined ? 'it is missing' : lowerFirst(issue.message),
    remedy: 'The calls with their fields are listed at /outrunner/v1/openapi.json.',
  });
}

/**
 * Throws `invalid-input` for a query parameter that the route does not declare. A misspelled filter would otherwise
 * select everything. `format=json` is accepted for every JSON answer, as in Rundeck.
 */
export function refuseUnknownQuery({ query, optionsInQuery, answer }: Route, given: object): void {
  const isKnown = (name: string) =>
    Object.hasOwn(query, name) ||
    (name === 'format' && answer.kind === 'json' && 'format' in given && given.format === 'json') ||
    (optionsInQuery === true && (name.startsWith(OPTION_PREFIX) || name.startsWith(META_PREFIX)));
  const unknown = Object.keys(given).find((name) => !isKnown(name));
  if (unknown === undefined) return;
  const names = Object.keys(query);
  const similar = closest(unknown, names);
  const known =
    names.length === 0 ? 'This call accepts no query parameters.' : `This call accepts ${names.join(', ')}.`;
  throw new OutrunnerError('invalid-input', {
    what: nameOf([excerpt(unknown, 100)], 'query'),
    problem: 'it is unknown',
    remedy: similar === undefined ? `Remove it. ${known}` : `Did you mean "${similar}"?`,
  });
}

/**
 * Returns a query without its empty values, which count as absent, as in Rundeck. Only options of a job can have an
 * empty value.
 */
export function givenValues(query: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      if (name.startsWith(OPTION_PREFIX)) return [[name, value]];
      const given = Array.isArray(value) ? value.filter((item) => item !== '') : value;
      return given === '' || (Array.isArray(given) && given.length === 0) ? [] : [[name, given]];
    }),
  );
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Returns the problem that an issue describes. If a value matches none of several alternatives, returns the most deeply
 * nested problem, which most likely belongs to the intended alternative.
 */
function deepest(issue: z.core.$ZodIssue | undefined): Problem {
  if (issue === undefined) return { path: [], message: 'it is invalid' };
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.map((issues) => deepest(issues[0]));
  const best = inner.toSorted((a, b) => b.path.length - a.path.length)[0];
  if (best === undefined) return issue;
  return { path: [...issue.path, ...best.path], message: best.message };
}

function nameOf(path: readonly PropertyKey[], place: InputPlace): string {
  if (path.length === 0) return place === 'body' ? 'The request body' : `The ${place}`;
  const name = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const word = { path: 'path parameter', query: 'query parameter', body: 'field' }[place];
  return `The ${word} "${name.replace(/^\./, '')}"`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
