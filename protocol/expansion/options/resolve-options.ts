import type { JobOption } from '../../job/job-option.ts';
import { valuesOf } from '../../job/job-option.ts';
import { optionPattern } from './option-pattern.ts';
import { parseArgumentString } from './parse-argument-string.ts';

/** What a run gives for the options of its job. `options` wins over `argString`. */
export interface GivenOptions {
  /** By name; a list is several values. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** `-name value -other "two words"`. */
  readonly argString?: string | undefined;
}

export interface ResolvedOptions {
  readonly kind: 'resolved';
  /** Values of the options that are not secure. */
  readonly values: Record<string, string>;
  /** Values of the secure options: to be kept apart, and masked. */
  readonly secureValues: Record<string, string>;
  /** Names of the secure options that steps may read and that have a value. */
  readonly secureNames: string[];
}

export interface OptionProblem {
  /** The option's name, or `argString`. */
  readonly option: string;
  /** Names the option and the remedy. Never holds the value of a secure option. */
  readonly message: string;
}

/** Decides the values that a run's steps get, or every reason why the run cannot be. */
export function resolveOptions(
  definitions: readonly JobOption[],
  given: GivenOptions,
): ResolvedOptions | { kind: 'refused'; problems: OptionProblem[] } {
  const { texts, problems } = givenTexts(definitions, given);
  const resolved: ResolvedOptions = { kind: 'resolved', values: {}, secureValues: {}, secureNames: [] };
  for (const option of definitions) {
    const text = texts.get(option.name) ?? option.value;
    const problem = valueProblem(option, text);
    if (problem !== undefined) problems.push({ option: option.name, message: problem });
    if (text === undefined) continue;
    if (!option.secure) resolved.values[option.name] = text;
    else resolved.secureValues[option.name] = text;
    if (option.secure && option.valueExposed) resolved.secureNames.push(option.name);
  }
  return problems.length > 0 ? { kind: 'refused', problems } : resolved;
}

function givenTexts(
  definitions: readonly JobOption[],
  given: GivenOptions,
): { texts: Map<string, string>; problems: OptionProblem[] } {
  const problems: OptionProblem[] = [];
  const line = parseArgumentString(given.argString ?? '');
  if ('problem' in line)
    problems.push({ option: 'argString', message: `The argument string is not valid: ${line.problem}.` });
  const pairs: [string, unknown][] = 'given' in line ? [...line.given] : [];
  pairs.push(...Object.entries(given.options ?? {}));
  const texts = new Map<string, string>();
  for (const [name, value] of pairs) {
    const option = definitions.find((candidate) => candidate.name === name);
    const text = option === undefined ? undefined : textOf(option, value);
    if (option === undefined) problems.push({ option: name, message: unknownOption(name, definitions) });
    else if (text === undefined)
      problems.push({ option: name, message: `Option "${name}" must be a text or a list of texts.` });
    else texts.set(name, text);
  }
  return { texts, problems };
}

function unknownOption(name: string, definitions: readonly JobOption[]): string {
  const names = definitions.map((option) => option.name).join(', ');
  return `The job has no option "${name}"; ${names === '' ? 'it has none' : `it has ${names}`}.`;
}

/** Given as a list, several values are joined as the option says. */
function textOf(option: JobOption, value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(scalarText);
    if (texts.some((text) => text === undefined)) return undefined;
    if (texts.length > 1 && !option.multivalued) return undefined;
    return texts.join(option.delimiter ?? ',');
  }
  return scalarText(value);
}

function scalarText(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

function valueProblem(option: JobOption, text: string | undefined): string | undefined {
  const { name } = option;
  if (text === undefined || text === '') {
    return option.required ? `Option "${name}" is required. Give it a value.` : undefined;
  }
  if (text.includes('\0'))
    return `The value of option "${name}" holds a NUL, which no step can be given. Remove it.`;
  const refused = valuesOf(option, text).find((value) => !isAllowed(option, value));
  if (refused === undefined) return undefined;
  const shown = option.secure ? 'The value' : `"${refused}"`;
  return option.enforced
    ? `${shown} is none of the values of option "${name}": ${option.values.join(', ')}.`
    : `${shown} does not match the pattern of option "${name}": ${option.regex}`;
}

/** As the reference system: where values are enforced, the pattern is passed over. */
function isAllowed(option: JobOption, value: string): boolean {
  if (option.enforced) return option.values.includes(value);
  if (option.regex === undefined || option.regex === '') return true;
  const pattern = optionPattern(option.regex);
  return 'matches' in pattern && pattern.matches(value);
}
