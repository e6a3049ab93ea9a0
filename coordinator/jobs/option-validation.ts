import * as z from 'zod';
import { optionNameProblem } from '../../job-language/format/option-name.ts';
import { Flag, Text } from '../../job-language/format/scalar-schemas.ts';
import type { OptionValidation } from '../../protocol/routes/shapes/job-browse-shapes.ts';
import { readPattern } from '../../support/patterns/pattern.ts';
import type { PatternRunner, RunnablePattern } from '../../support/patterns/pattern-runner.ts';

/** Maximum number of values of an option. Further values of a delimited list are not checked. */
const MOST_VALUES = 10_000;

const text = Text.nullish().transform((value) => value ?? '');
const flag = Flag.nullish().transform((value) => value ?? false);

/** The keys of an option that the validation reads. */
const CheckedOption = z.object({
  name: text,
  type: text,
  required: flag,
  hidden: flag,
  enforced: flag,
  multivalued: flag,
  secure: flag,
  value: text,
  storagePath: text,
  values: z.union([z.array(Text).max(MOST_VALUES), Text]).nullish(),
  valuesListDelimiter: text,
  valuesUrl: text,
  valuesType: text,
  optionValuesPluginType: text,
  delimiter: text,
  regex: text,
});
type CheckedOption = z.output<typeof CheckedOption>;

type Report = (key: string, message: string) => void;

/**
 * Checks an option of a job by Rundeck's rules. Returns the error messages, grouped by the key of the option that they
 * concern.
 *
 * @param given the option in the job format, with the additional key `valuesType`
 * @param wasScheduled whether the job has a schedule, so that nobody enters values when it runs
 */
export async function validateOption(
  given: unknown,
  wasScheduled: boolean,
  patterns: Pick<PatternRunner, 'findAll'>,
): Promise<OptionValidation> {
  const messages: Record<string, string[]> = {};
  const report: Report = (key, message) => {
    messages[key] = [...(messages[key] ?? []), message];
  };
  const parsed = CheckedOption.safeParse(given);
  if (parsed.success) {
    const values = valueList(parsed.data);
    checkKeys(parsed.data, values, wasScheduled, report);
    await checkPattern(parsed.data, values, patterns, report);
  } else {
    for (const { path, message } of parsed.error.issues) report(String(path[0] ?? ''), message);
  }
  return { valid: Object.keys(messages).length === 0, messages };
}

function checkKeys(option: CheckedOption, values: readonly string[], wasScheduled: boolean, report: Report) {
  const { value, delimiter, storagePath } = option;
  const problem = option.name === '' ? 'An option needs a name.' : optionNameProblem(option.name);
  if (problem !== undefined) report('name', problem);
  if (wasScheduled && option.required && option.type === 'file') {
    report('required', 'An option for a file cannot be required in a job with a schedule.');
    return;
  }
  if (option.hidden && option.secure && storagePath === '')
    report('storagePath', 'A hidden secure option needs a path in key storage.');
  if (option.hidden && !option.secure && value === '') report('value', 'A hidden option needs a default.');
  if (option.enforced && values.length > 0 && value !== '') {
    const parts = option.multivalued && delimiter !== '' ? value.split(delimiter) : [value];
    const foreign = parts.find((part) => !values.includes(part));
    if (foreign !== undefined) report('value', `The default "${foreign}" is not one of the values.`);
  }
  const hasRemote = option.valuesUrl !== '' || option.optionValuesPluginType !== '';
  if (option.enforced && values.length === 0 && !hasRemote)
    report(option.valuesType === 'url' ? 'valuesUrl' : 'values', 'An enforced option needs values.');
  if (option.multivalued && delimiter === '')
    report('delimiter', 'An option with several values needs a delimiter.');
  if (option.multivalued && option.secure)
    report('multivalued', 'A secure option cannot have several values.');
  if (wasScheduled && option.required && value === '' && storagePath === '' && option.valuesUrl === '')
    report('value', 'A required option of a job with a schedule needs a default.');
}

/** As in Rundeck, a value is valid if the pattern matches a part of it. */
async function checkPattern(
  { regex, value }: CheckedOption,
  values: readonly string[],
  patterns: Pick<PatternRunner, 'findAll'>,
  report: Report,
): Promise<void> {
  if (regex === '') return;
  const pattern = readPattern(regex);
  if (pattern.engine === 'none') {
    report('regex', `The pattern cannot be used: ${pattern.problem}.`);
    return;
  }
  try {
    for (const each of values)
      if (!(await isFound(pattern, each, patterns)))
        report('values', `The value "${each}" does not match the pattern.`);
    if (value !== '' && !(await isFound(pattern, value, patterns)))
      report('value', `The default "${value}" does not match the pattern.`);
  } catch {
    report('regex', 'The pattern takes too long.');
  }
}

async function isFound(
  pattern: RunnablePattern,
  value: string,
  patterns: Pick<PatternRunner, 'findAll'>,
): Promise<boolean> {
  if (pattern.engine === 'linear') return pattern.find(value) !== undefined;
  return (await patterns.findAll(pattern, value)).length > 0;
}

function valueList({ values, valuesListDelimiter }: CheckedOption): string[] {
  if (values === undefined || values === null) return [];
  if (typeof values !== 'string') return values;
  const parts = values.split(valuesListDelimiter === '' ? ',' : valuesListDelimiter);
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, MOST_VALUES);
}
