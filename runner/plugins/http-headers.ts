import { parse } from 'yaml';
import * as z from 'zod';
import { problemOf } from '../../support/errors/problem-of.ts';
import { StepFailure } from './provider.ts';

const Headers = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name'),
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
);

/** Parses the headers of a job, which are a map or the JSON or YAML text of a map. */
export function readHeaders(
  given: string | Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  if (given === undefined) return {};
  const parsed = Headers.safeParse(typeof given === 'string' ? parseText(given) : given);
  if (parsed.success) return parsed.data;
  throw unreadable('they are not a map of names and values');
}

function parseText(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw unreadable(problemOf(error));
  }
}

function unreadable(problem: string): StepFailure {
  return new StepFailure(`The headers cannot be read: ${problem}. Write them as JSON or YAML.`);
}
