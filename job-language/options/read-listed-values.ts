import { parseBoundedJson } from '../../support/text/bounded-json.ts';
import { textOfScalar } from './given-options.ts';

/** A value of an option, as listed by a URL. */
export interface ListedValue {
  /** Shown instead of the value. */
  readonly name: string;
  readonly value: string;
  /** Whether the run form preselects the value. */
  readonly selected: boolean;
}

export type ListedValues = { readonly values: readonly ListedValue[] } | { readonly problem: string };

const MOST_VALUES = 10_000;

/**
 * Reads the values of an option from a JSON text: a list of strings, a list of `{name, value, selected}` in which name
 * or value may be absent, or a map of names to values. `problem` explains why the text has no values.
 * @param filter path of the values in the text: a JSON path of keys, indexes and `*`, for example `$.items[*].id`
 */
export function readListedValues(text: string, filter = ''): ListedValues {
  let parsed: unknown;
  try {
    parsed = parseBoundedJson(text.replace(/^\uFEFF/, ''));
  } catch {
    return { problem: 'the response is not JSON' };
  }
  const found = filter.trim() === '' ? parsed : within(parsed, filter.trim());
  if (found === undefined) return { problem: `nothing in it matches the path ${filter.trim()}` };
  const values = Array.isArray(found) ? found.map(listedValue) : mappedValues(found);
  if (values === undefined || values.some((value) => value === undefined)) {
    return { problem: 'it is not a list of strings, a list of {name, value} or a map' };
  }
  const known = values.flatMap((value) => value ?? []);
  if (known.length > MOST_VALUES) return { problem: `it has more than ${MOST_VALUES} values` };
  return { values: known };
}

function mappedValues(found: unknown): (ListedValue | undefined)[] | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  return Object.entries(found).map(([name, value]) => {
    const text = textOfScalar(value);
    return text === undefined ? undefined : { name, value: text, selected: false };
  });
}

function listedValue(item: unknown): ListedValue | undefined {
  const text = textOfScalar(item);
  if (text !== undefined) return { name: text, value: text, selected: false };
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const given = new Map(Object.entries(item));
  const value = textOfScalar(given.get('value')) ?? textOfScalar(given.get('name'));
  if (value === undefined) return undefined;
  const selected = ['true', true].includes(given.get('selected'));
  return { name: textOfScalar(given.get('name')) ?? value, value, selected };
}

/** Returns the value at a path of keys, indexes and `*`; a list if the path has a `*`. Undefined if there is none. */
function within(root: unknown, path: string): unknown {
  const steps = stepsOf(path);
  if (steps === undefined) return undefined;
  let found: unknown[] = [root];
  for (const step of steps) {
    found = found.flatMap((value) => (step === '*' ? childrenOf(value) : childOf(value, step)));
  }
  if (steps.includes('*')) return found.length === 0 ? undefined : found;
  return found[0];
}

function stepsOf(path: string): string[] | undefined {
  const steps: string[] = [];
  let rest = path.replace(/^\$/, '');
  while (rest !== '') {
    const match = /^(?:\.?\[(?:'([^']*)'|"([^"]*)"|(\d+)|(\*))\]|\.?([\w-]+|\*))/.exec(rest);
    const step = match?.slice(1).find((part) => part !== undefined);
    if (match === null || step === undefined) return undefined;
    steps.push(step);
    rest = rest.slice(match[0].length);
  }
  return steps;
}

function childrenOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function childOf(value: unknown, step: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = Object.entries(value).find(([key]) => key === step);
  return found === undefined ? [] : [found[1]];
}
