import { readPattern } from '../../support/patterns/pattern.ts';
import { unwritableDates } from '../expansion/dates/expand-dates.ts';
import { environmentName } from '../expansion/environment.ts';
import { type JobOption, valuesOf } from '../format/job-option.ts';
import type { Report } from './check-values.ts';
import type { ValidPart } from './valid-part.ts';

/** Checks each option of a job, and whether the options fit together. */
export function checkOptionValues({ job, isComplete }: ValidPart, report: Report): void {
  const { options, schedule } = job;
  const variables = new Map<string, string>();
  for (const [index, option] of options.entries()) {
    const at: OptionReport = (severity, code, key, message) =>
      report(severity, code, ['options', index, key], message);
    checkPattern(option, at);
    if (isComplete(['options', index])) checkDefault(option, schedule !== undefined, at);
    const variable = environmentName('option', option.name);
    const other = variables.get(variable);
    if (other !== undefined && other !== option.name) {
      const message = `Options "${other}" and "${option.name}" share the variable ${variable}, which holds the later one's value. Rename one of them.`;
      at('warning', 'same-variable', 'name', message);
    }
    variables.set(variable, option.name);
  }
}

type OptionReport = (
  severity: 'error' | 'warning',
  code: string,
  key: keyof JobOption & string,
  message: string,
) => void;

function checkPattern({ name, regex = '' }: JobOption, report: OptionReport): void {
  const pattern = readPattern(regex);
  if (pattern.engine === 'none') {
    const message = `The pattern of option "${name}" cannot be used: ${pattern.problem}. Correct the pattern.`;
    report('error', 'invalid-pattern', 'regex', message);
  }
  if (pattern.engine === 'javascript') {
    const message = `The pattern of option "${name}" uses look-around, back-references or similar constructs, which may be slow: it runs in a separate thread with a limit of 100 ms.`;
    report('warning', 'slow-pattern', 'regex', message);
  }
}

function checkDefault(option: JobOption, isScheduled: boolean, report: OptionReport): void {
  const given = option.enforced && option.values.length > 0 ? valuesOf(option, option.value ?? '') : [];
  const foreign = given.find((value) => value !== '' && !option.values.includes(value));
  if (foreign !== undefined && !foreign.includes('${')) {
    const message = `The default "${foreign}" of option "${option.name}" is not one of its values, so each run must set a value. Add the default to the values.`;
    report('warning', 'default-not-allowed', 'value', message);
  }
  const { name, required, hidden, secure, valueExposed, type } = option;
  for (const written of secure ? [] : unwritableDates(option.value ?? '')) {
    const message = `The date ${written} in the default of option "${name}" cannot be formatted, so it is not expanded. Use the letters of Java's SimpleDateFormat, as in \${DATE+1:yyyy-MM-dd HH:mm}.`;
    report('warning', 'invalid-date', 'value', message);
  }
  const hasDefault = (option.value ?? '') !== '' || (option.storagePath ?? '').trim() !== '';
  if (required && !hasDefault && hidden) {
    const message = `Option "${name}" is required, hidden, and has no default, so the run form cannot set its value. Give it a default.`;
    report('warning', 'hidden-without-value', 'hidden', message);
  }
  if (required && !hasDefault && isScheduled) {
    const message = `Option "${name}" is required and has no default, so the schedule cannot start the job. Give it a default.`;
    report('warning', 'scheduled-without-value', 'required', message);
  }
  if (!secure && valueExposed) {
    const message = `Option "${name}" is not secure, so "valueExposed" has no effect. Add secure: true, or remove "valueExposed".`;
    report('warning', 'no-effect', 'valueExposed', message);
  }
  if (secure && (option.value ?? '') !== '') {
    const message = `The default of the secure option "${name}" is visible to everybody who can read the job. Store it in key storage, and set its path as "storagePath".`;
    report('warning', 'secret-in-job', 'value', message);
  }
  if (type === 'file' && (secure || option.multivalued)) {
    const message = `Option "${name}" is a file, which can be neither secure nor multivalued. Remove "${secure ? 'secure' : 'multivalued'}".`;
    report('error', 'contradiction', secure ? 'secure' : 'multivalued', message);
  }
}
