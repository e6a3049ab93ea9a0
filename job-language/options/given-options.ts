import type { JobOption } from '../format/job-option.ts';
import { argumentPairs } from './parse-argument-string.ts';

/** The option values that a run is started with. `options` wins over `argString`. */
export interface GivenOptions {
  /** By option name; a list contains several values. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** `-name value -other "two words"`. */
  readonly argString?: string | undefined;
  /** Paths `runner/…` of keys, by secure option, if a job reference passes them on. */
  readonly runnerKeys?: Readonly<Record<string, string>> | undefined;
}

export interface OptionProblem {
  /** The option's name. */
  readonly option: string;
  /** Contains the option and the remedy. Never contains the value of a secure option. */
  readonly message: string;
}

/** Returns the given options as pairs. A name may occur several times; the last value counts. */
export function givenPairs({ argString = '', options = {} }: GivenOptions): [string, unknown][] {
  return [...argumentPairs(argString).given, ...Object.entries(options)];
}

/** Returns the given values as one string for each option, and the names that match no option. */
export function givenTexts(
  definitions: readonly JobOption[],
  given: GivenOptions,
): { texts: Map<string, string>; problems: OptionProblem[] } {
  const problems: OptionProblem[] = [];
  const texts = new Map<string, string>();
  for (const [name, value] of givenPairs(given)) {
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

/** Joins the values of a list with the delimiter of the option. */
function textOf(option: JobOption, value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(textOfScalar);
    if (texts.some((text) => text === undefined)) return undefined;
    if (texts.length > 1 && !option.multivalued) return undefined;
    return texts.join(option.delimiter ?? ',');
  }
  return textOfScalar(value);
}

/** Returns a plain value as text; undefined for any other. */
export function textOfScalar(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
