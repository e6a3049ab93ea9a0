import type * as z from 'zod';
import { closest } from '../../support/text/closest.ts';
import type { Finding, Suggestion } from '../source/problem.ts';
import { placeAt, type SourcePath, type SourceValue } from '../source/source-value.ts';

type Issue = z.core.$ZodIssue;

/** Converts the schema errors of a job to findings with positions. `path` leads to the job. */
export function schemaFindings(error: z.ZodError, job: SourceValue, path: SourcePath): Finding[] {
  return error.issues.flatMap(meantIssues).map((issue) => {
    const within = pathOf(issue);
    const isMissing = issue.code !== 'custom' && issue.input === undefined;
    const place = placeAt(job, within, issue.code === 'custom' && issue.params?.['marks'] === 'key');
    return {
      severity: 'error',
      code: codeOf(issue, isMissing),
      message: messageOf(issue, within, isMissing),
      ...(isMissing ? { span: place.head } : place),
      path: [...path, ...within],
      suggestion: suggestionOf(issue),
    };
  });
}

/**
 * Returns the issues of the intended variant of a union: the only variant whose issues are within the value instead of
 * about its type.
 */
export function meantIssues(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.filter(
    (branch) => !branch.some(({ code, path }) => path.length === 0 && code !== 'custom'),
  );
  const [branch] = meant;
  if (branch === undefined || meant.length > 1) return [issue];
  return branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(meantIssues);
}

export function pathOf({ path }: Issue): (string | number)[] {
  return path.filter((part) => typeof part !== 'symbol');
}

function codeOf(issue: Issue, isMissing: boolean): string {
  if (isMissing) return 'missing-key';
  return issue.code === 'custom' ? 'invalid-job' : 'invalid-value';
}

function messageOf(issue: Issue, path: SourcePath, isMissing: boolean): string {
  const name = nameOf(path);
  if (issue.code === 'invalid_type' && isMissing) return `${name} is missing. Add it.`;
  if (issue.code === 'invalid_type') return `${name} must be ${TYPES[issue.expected] ?? issue.expected}.`;
  if (issue.code === 'invalid_value') return choiceMessage(name, issue);
  if (issue.code === 'invalid_union')
    return isMissing ? `${name} is missing. Add it.` : `${name} must be ${unionTypes(issue.errors)}.`;
  return issue.message;
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a map of keys',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function suggestionOf(issue: Issue): Suggestion | undefined {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return undefined;
  const text = closest(issue.input, issue.values.map(String));
  return text === undefined ? undefined : { instead: issue.input, text };
}

function choiceMessage(name: string, issue: Extract<Issue, { code: 'invalid_value' }>): string {
  const choices = issue.values.map(String);
  const suggestion = suggestionOf(issue);
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion.text}"?`;
  const distinct = choices.filter(
    (choice) => !choices.includes(choice.toUpperCase()) || choice === choice.toUpperCase(),
  );
  return `${name} must be one of ${distinct.join(', ')}.${hint}`;
}

function unionTypes(branches: readonly (readonly Issue[])[]): string {
  const issues = branches.flat();
  const types = issues.flatMap((issue) => (issue.code === 'invalid_type' ? [issue.expected] : []));
  if (types.includes('array')) return 'a text or a list of texts';
  return types.includes('string') ? 'a text' : 'true or false';
}

function nameOf(path: SourcePath): string {
  const last = path.at(-1);
  if (last === undefined) return 'A job';
  if (typeof last === 'string') return `"${last}"`;
  const list = path.at(-2);
  return list === undefined ? `Entry ${last + 1}` : `Entry ${last + 1} of "${list}"`;
}
