import { ownValue } from '../../support/records/own-value.ts';
import { expandDates } from '../expansion/dates/expand-dates.ts';
import type { Moment } from '../expansion/dates/java-date-format.ts';
import { type JobOption, valuesOf } from '../format/job-option.ts';
import { type GivenOptions, givenTexts, type OptionProblem } from './given-options.ts';
import { patternOf, type RemoteValues, type ValueFindings, valueProblem } from './option-value.ts';
import { argumentPairs } from './parse-argument-string.ts';

export interface ResolvedOptions {
  readonly kind: 'resolved';
  /** Values of the options that are not secure. */
  readonly values: Record<string, string>;
  /** Values of the secure options, which must be kept separate and masked. */
  readonly secureValues: Record<string, string>;
  /** Names of the secure options that steps may read and that have a value. */
  readonly secureNames: string[];
  /** Secure options whose value only the runner of a step can read: the path of the key, `runner/…`. */
  readonly runnerKeys: Record<string, string>;
  /** Number of words of the argument string that belong to no option; absent if there are none. */
  readonly skippedWords?: number;
}

export interface RefusedOptions {
  readonly kind: 'refused';
  readonly problems: OptionProblem[];
}

/** Facts that are loaded before the options of a run are resolved. */
export interface OptionFindings extends ValueFindings {
  /** The moment of the run, for `${DATE…}`. Without a moment, such references are unchanged. */
  readonly moment?: Moment;
  /** Values of secure options whose default is a key, by the option's name. */
  readonly keyValues?: ReadonlyMap<string, string>;
  /** Paths of secure options whose key is on the runner, by the option's name. */
  readonly runnerKeys?: ReadonlyMap<string, string>;
}

/**
 * Resolves the values that a run's steps receive, or returns every reason why the run cannot start. Pure:
 * `findOptions` first loads keys and external values, and tests patterns that are not linear.
 */
export function resolveOptions(
  definitions: readonly JobOption[],
  given: GivenOptions,
  findings: OptionFindings = {},
): ResolvedOptions | RefusedOptions {
  const { texts, problems } = givenTexts(definitions, given);
  const resolved = noValues();
  for (const option of definitions) {
    const path = runnerKeyOf(option, texts.has(option.name), given, findings);
    if (path !== undefined) {
      // Only the runner can read the value, so the value is not checked here.
      resolved.runnerKeys[option.name] = path;
      if (option.valueExposed) resolved.secureNames.push(option.name);
      continue;
    }
    const text = textOf(option, texts.get(option.name), findings);
    const problem = valueProblem(option, text, findings);
    if (problem !== undefined) problems.push({ option: option.name, message: problem });
    if (text === undefined) continue;
    if (!option.secure) resolved.values[option.name] = text;
    else resolved.secureValues[option.name] = text;
    if (option.secure && option.valueExposed) resolved.secureNames.push(option.name);
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  const { skipped } = argumentPairs(given.argString ?? '');
  return skipped === 0 ? resolved : { ...resolved, skippedWords: skipped };
}

function noValues(): ResolvedOptions {
  return { kind: 'resolved', values: {}, secureValues: {}, secureNames: [], runnerKeys: {} };
}

function runnerKeyOf(
  { name, secure }: JobOption,
  isGiven: boolean,
  given: GivenOptions,
  findings: OptionFindings,
): string | undefined {
  if (!secure || isGiven) return undefined;
  return ownValue(given.runnerKeys, name) ?? findings.runnerKeys?.get(name);
}

/** Returns the values to test against patterns that are not linear, before options are resolved. */
export function patternTrials(
  definitions: readonly JobOption[],
  given: GivenOptions,
  findings: OptionFindings = {},
): { option: string; pattern: string; value: string }[] {
  const { texts } = givenTexts(definitions, given);
  return definitions.flatMap((option) => {
    const pattern = patternOf(option);
    const text = textOf(option, texts.get(option.name), findings);
    if (pattern?.engine !== 'javascript' || text === undefined || text === '') return [];
    return valuesOf(option, text).map((value) => ({
      option: option.name,
      pattern: pattern.pattern,
      value,
    }));
  });
}

/**
 * Returns the given value, else the key's value, else the default, else what the option's URL selects, else all values
 * if the option selects all.
 */
function textOf(
  option: JobOption,
  given: string | undefined,
  { moment, keyValues, remoteValues }: OptionFindings,
): string | undefined {
  if (option.secure) return given ?? keyValues?.get(option.name) ?? option.value;
  const text = given ?? option.value;
  if (text === undefined) return selectedByUrl(option, remoteValues?.get(option.name)) ?? allSelected(option);
  return moment === undefined ? text : expandDates(text, moment);
}

/** Returns the values that the URL of an option selects: only the first if the option is not multi-valued. */
export function selectedByUrl(
  { multivalued, delimiter }: Pick<JobOption, 'multivalued' | 'delimiter'>,
  remote: RemoteValues | undefined,
): string | undefined {
  const selected = remote !== undefined && 'values' in remote ? (remote.selected ?? []) : [];
  return multivalued && selected.length > 0 ? selected.join(delimiter ?? ',') : selected[0];
}

function allSelected({
  multivalued,
  multivalueAllSelected,
  values,
  delimiter,
}: JobOption): string | undefined {
  if (!multivalued || !multivalueAllSelected || values.length === 0) return undefined;
  return values.join(delimiter ?? ',');
}
