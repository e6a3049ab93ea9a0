import { environmentName } from '../expansion/environment.ts';
import { JobOption } from '../format/job-option.ts';
import { optionNameProblem } from '../format/option-name.ts';
import { type GivenOptions, givenPairs, type OptionProblem } from './given-options.ts';

/** Maximum number of options of a run that its job does not declare. */
const MOST_UNDECLARED = 100;

/** Maximum total length of the names and values of these options, in characters. */
const MOST_CHARACTERS = 65_536;

export interface UndeclaredOptions {
  /** A plain, optional option for each name that the job does not declare. */
  readonly definitions: readonly JobOption[];
  readonly problems: readonly OptionProblem[];
}

/**
 * Returns the options of a run that its job does not declare. Steps may use them like declared options. Problems: a
 * name that is not valid, a name whose environment variable is that of a declared option, and options beyond the
 * limits.
 */
export function undeclaredOptions(declared: readonly JobOption[], given: GivenOptions): UndeclaredOptions {
  const names = new Set(declared.map(({ name }) => name));
  const values = new Map(givenPairs(given).filter(([name]) => !names.has(name)));
  const tooMany = limitProblem(values);
  if (tooMany !== undefined) return { definitions: [], problems: [tooMany] };
  const variables = new Map(declared.flatMap(variablesOf));
  const definitions: JobOption[] = [];
  const problems: OptionProblem[] = [];
  for (const [name, value] of values) {
    const same = variables.get(environmentName('option', name));
    const problem =
      optionNameProblem(name) ??
      (same === undefined
        ? undefined
        : `Option "${name}" has the same environment variable as option "${same}".`);
    if (problem !== undefined) problems.push({ option: name, message: problem });
    else definitions.push(definitionOf(name, value));
  }
  return { definitions, problems };
}

function limitProblem(values: ReadonlyMap<string, unknown>): OptionProblem | undefined {
  const problem = (option: string, most: string): OptionProblem => ({
    option,
    message: `The run has more than ${most} of options that the job does not declare. Declare the options, or run the job without them.`,
  });
  const [first = ''] = values.keys();
  if (values.size > MOST_UNDECLARED) return problem(first, `${MOST_UNDECLARED} values`);
  let characters = 0;
  for (const [name, value] of values) {
    const texts = Array.isArray(value) ? value : [value];
    characters += name.length + texts.reduce((sum: number, text) => sum + String(text).length + 1, 0);
    if (characters > MOST_CHARACTERS) return problem(name, `${MOST_CHARACTERS} characters`);
  }
  return undefined;
}

/** Returns the environment variables of a declared option, each with the name of the option. */
function variablesOf({ name, multivalued }: JobOption): [string, string][] {
  const keys = multivalued ? [name, `${name}.delimiter`] : [name];
  return keys.map((key) => [environmentName('option', key), name]);
}

/** As in Rundeck, several values are joined with commas. */
function definitionOf(name: string, value: unknown): JobOption {
  return JobOption.parse(Array.isArray(value) ? { name, multivalued: true, delimiter: ',' } : { name });
}
