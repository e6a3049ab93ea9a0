import * as z from 'zod';
import { optionNameProblem } from '../../../job-language/format/option-name.ts';
import { Flag, Text } from '../../../job-language/format/scalar-schemas.ts';
import type { OptionValidation } from '../../../protocol/routes/shapes/job-browse-shapes.ts';
import {
  type JavaScriptPattern,
  type LinearPattern,
  readPattern,
} from '../../../support/patterns/pattern.ts';
import { excerpt } from '../../../support/text/excerpt.ts';

/** Maximum number of values of an option. Further values of a delimited list are not checked. */
const MOST_VALUES = 10_000;

/** Maximum number of messages about a key. A further message states how many problems are not listed. */
const MOST_MESSAGES = 20;

/** Maximum characters of a value in a message, and of a message. */
const LONGEST_VALUE = 200;
const LONGEST_MESSAGE = 500;

const text = Text.nullish().transform((value) => value ?? '');
const flag = Flag.nullish().transform((value) => value ?? false);

/** The ways to authenticate a request for remote values; empty: none. */
const REMOTE_AUTHENTICATIONS: readonly string[] = ['', 'BASIC', 'API_KEY', 'BEARER_TOKEN'];

/** The keys of an option that the validation reads. */
const CheckedOption = z.object({
  name: text,
  type: text,
  /** The same as `type`, in the spelling of Rundeck's web interface. */
  optionType: text,
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
  remoteUrlAuthenticationType: text,
  optionValuesPluginType: text,
  delimiter: text,
  regex: text,
});
type CheckedOption = z.output<typeof CheckedOption>;

type Report = (key: string, message: string) => void;

/**
 * Checks an option of a job by Rundeck's rules. Returns the error messages, grouped by the key of the option that they
 * concern. Takes unbounded time if the option has a pattern; {@link OptionChecks} limits the time.
 *
 * @param given the option in the job format, with the additional key `valuesType`
 * @param wasScheduled whether the job has a schedule, so that nobody enters values when it runs
 */
export function validateOption(given: unknown, wasScheduled: boolean): OptionValidation {
  const messages = new Map<string, string[]>();
  const unlisted = new Map<string, number>();
  const report: Report = (key, message) => {
    const listed = messages.get(key) ?? [];
    messages.set(key, listed);
    if (listed.length < MOST_MESSAGES) listed.push(excerpt(message, LONGEST_MESSAGE));
    else unlisted.set(key, (unlisted.get(key) ?? 0) + 1);
  };
  const parsed = CheckedOption.safeParse(given);
  if (parsed.success) {
    const values = valueList(parsed.data);
    checkKeys(parsed.data, values, wasScheduled, report);
    checkPattern(parsed.data, values, report);
  } else {
    for (const { path, message } of parsed.error.issues) report(String(path[0] ?? ''), message);
  }
  for (const [key, count] of unlisted) messages.get(key)?.push(`${count} more problems are not listed.`);
  return { valid: messages.size === 0, messages: Object.fromEntries(messages) };
}

function checkKeys(option: CheckedOption, values: readonly string[], wasScheduled: boolean, report: Report) {
  const { value, delimiter, storagePath } = option;
  const problem = option.name === '' ? 'An option needs a name.' : optionNameProblem(option.name);
  if (problem !== undefined) report('name', problem);
  if (wasScheduled && option.required && (option.type === 'file' || option.optionType === 'file')) {
    report('required', 'An option for a file cannot be required in a job with a schedule.');
    return;
  }
  if (storagePath !== '' && !storagePath.startsWith('keys/'))
    report('storagePath', `The path ${quoted(storagePath)} does not begin with keys/.`);
  if (option.valuesUrl !== '' && !isAddress(option.valuesUrl))
    report('valuesUrl', `${quoted(option.valuesUrl)} is not a valid URL.`);
  if (!REMOTE_AUTHENTICATIONS.includes(option.remoteUrlAuthenticationType))
    report('remoteUrlAuthenticationType', `Use one of ${REMOTE_AUTHENTICATIONS.slice(1).join(', ')}.`);
  if (option.hidden && option.secure && storagePath === '')
    report('storagePath', 'A hidden secure option needs a path in key storage.');
  if (option.hidden && !option.secure && value === '') report('value', 'A hidden option needs a default.');
  if (option.enforced && values.length > 0 && value !== '') {
    const parts = option.multivalued && delimiter !== '' ? value.split(delimiter) : [value];
    const allowed = new Set(values);
    const foreign = parts.find((part) => !allowed.has(part));
    if (foreign !== undefined) report('value', `The default ${quoted(foreign)} is not one of the values.`);
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

/** Whether a text is a URL, or may become one once its references are replaced. */
function isAddress(text: string): boolean {
  return text.includes('${') || URL.canParse(text);
}

/** As in Rundeck, a value is valid if the pattern matches a part of it. */
function checkPattern({ regex, value }: CheckedOption, values: readonly string[], report: Report): void {
  if (regex === '') return;
  const pattern = readPattern(regex);
  if (pattern.engine === 'none') {
    report('regex', `The pattern cannot be used: ${pattern.problem}.`);
    return;
  }
  const isFound = search(pattern);
  for (const each of values)
    if (!isFound(each)) report('values', `The value ${quoted(each)} does not match the pattern.`);
  if (value !== '' && !isFound(value))
    report('value', `The default ${quoted(value)} does not match the pattern.`);
}

function search(pattern: LinearPattern | JavaScriptPattern): (text: string) => boolean {
  if (pattern.engine === 'linear') return (text) => pattern.find(text) !== undefined;
  const expression = new RegExp(pattern.source, pattern.flags);
  return (text) => expression.test(text);
}

function quoted(value: string): string {
  return `"${excerpt(value, LONGEST_VALUE)}"`;
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
