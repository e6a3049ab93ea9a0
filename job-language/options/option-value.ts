import { type ReadPattern, readPattern } from '../../support/patterns/pattern.ts';
import { DEFAULT_DATE_FORMAT, fitsDateFormat } from '../expansion/dates/date-format.ts';
import { hasRemoteValues, type JobOption, valuesOf } from '../format/job-option.ts';

/**
 * The external values of an option, or why they could not be loaded. `selected`: the values that apply if none is
 * given.
 */
export type RemoteValues =
  | { readonly values: readonly string[]; readonly selected?: readonly string[] }
  | { readonly problem: string };

/** Facts that are loaded before values are checked. */
export interface ValueFindings {
  /** Values of the options with remote values, by name. An option that is absent here accepts every value. */
  readonly remoteValues?: ReadonlyMap<string, RemoteValues>;
  /** Returns whether a value matches a pattern that is not linear; undefined if that was not tested. */
  readonly verdict?: (pattern: string, value: string) => boolean | undefined;
}

/** The parts of an option that decide which values it may have. */
export type CheckedOption = Pick<
  JobOption,
  | 'name'
  | 'type'
  | 'required'
  | 'secure'
  | 'storagePath'
  | 'enforced'
  | 'values'
  | 'valuesUrl'
  | 'optionValuesPluginType'
  | 'regex'
  | 'multivalued'
  | 'delimiter'
  | 'isDate'
  | 'dateFormat'
>;

/** Returns why an option cannot have this value, or undefined. Never contains the value of a secure option. */
export function valueProblem(
  option: CheckedOption,
  text: string | undefined,
  findings: ValueFindings = {},
): string | undefined {
  const { name } = option;
  if (text === undefined || text === '') {
    return option.required ? `Option "${name}" is required${absentKey(option)}. Give it a value.` : undefined;
  }
  if (text.includes('\0'))
    return `The value of option "${name}" contains a NUL character, which cannot be passed to a step. Remove it.`;
  if (option.type === 'file') return undefined;
  for (const value of valuesOf(option, text)) {
    const problem = partProblem(option, value, option.secure ? 'The value' : `"${value}"`, findings);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Returns the clause of an error with the missing key; empty if the value does not come from key storage. */
function absentKey({ secure, storagePath = '' }: CheckedOption): string {
  return secure && storagePath.trim() !== '' ? `, and this project has no key ${storagePath.trim()}` : '';
}

/**
 * Returns the pattern that the values of an option must match; undefined if there is none, or another check replaces
 * it.
 */
export function patternOf(option: CheckedOption): ReadPattern | undefined {
  // As in Rundeck: the pattern is skipped where values are enforced.
  if (option.enforced || option.type === 'file') return undefined;
  return option.regex === undefined || option.regex === '' ? undefined : readPattern(option.regex);
}

function partProblem(
  option: CheckedOption,
  value: string,
  shown: string,
  findings: ValueFindings,
): string | undefined {
  if (option.enforced) return enforcedProblem(option, value, shown, findings);
  const pattern = patternOf(option);
  if (pattern !== undefined && !matches(pattern, value, findings)) {
    return `${shown} does not match the pattern of option "${option.name}": ${option.regex}`;
  }
  if (!option.isDate) return undefined;
  const format = option.dateFormat?.trim() || DEFAULT_DATE_FORMAT;
  if (fitsDateFormat(value, format) !== false) return undefined;
  return `${shown} is not a date in the format of option "${option.name}": ${format}`;
}

function enforcedProblem(
  option: CheckedOption,
  value: string,
  shown: string,
  { remoteValues }: ValueFindings,
): string | undefined {
  const remote = remoteValues?.get(option.name);
  if (remote !== undefined && 'problem' in remote) {
    return `The values of option "${option.name}" could not be read: ${remote.problem}.`;
  }
  if (remote === undefined && hasRemoteValues(option)) return undefined;
  // As in Rundeck: an empty list from a URL permits every value.
  if (remote?.values.length === 0) return undefined;
  const allowed = remote?.values ?? option.values;
  if (allowed.includes(value)) return undefined;
  return `${shown} is not one of the values of option "${option.name}": ${listed(allowed)}.`;
}

const MOST_LISTED = 20;

function listed(values: readonly string[]): string {
  const first = values.slice(0, MOST_LISTED).join(', ');
  return values.length > MOST_LISTED ? `${first} and ${values.length - MOST_LISTED} more` : first;
}

function matches(pattern: ReadPattern, value: string, { verdict }: ValueFindings): boolean {
  if (pattern.engine === 'linear') return pattern.matches(value);
  return pattern.engine === 'javascript' && verdict?.(pattern.pattern, value) === true;
}
