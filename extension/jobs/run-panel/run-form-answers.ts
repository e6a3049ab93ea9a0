import * as l10n from '@vscode/l10n';
import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { OptionValuesAnswer } from '../../../protocol/routes/shapes/option-shapes.ts';
import type { RunFormField } from '../../../protocol/webview/run-form.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import type { OptionAnswer } from '../run-form/run-answers.ts';

/** The values of options from URLs, by option. */
export type ValuesFromUrls = OptionValuesAnswer['options'];

/** Returns the initial answers of a form: the remembered values, otherwise the defaults. */
export function firstAnswers(
  options: readonly AskedOption[],
  remembered: Readonly<Record<string, string>>,
): Map<string, OptionAnswer> {
  return new Map(
    options.flatMap((option): [string, OptionAnswer][] => {
      if (option.secure || option.isFile === true) return [];
      const value = ownValue(remembered, option.name) ?? defaultOf(option);
      return value === undefined ? [] : [[option.name, { kind: 'value', value }]];
    }),
  );
}

function defaultOf({ value, allSelected, values = [], delimiter = ',' }: AskedOption): string | undefined {
  return value ?? (allSelected === true ? values.join(delimiter) : undefined);
}

/** Returns the values that may be stored: neither secure values nor files. */
export function storableValues(
  options: readonly AskedOption[],
  answers: ReadonlyMap<string, OptionAnswer>,
): Record<string, string> {
  return Object.fromEntries(
    options.flatMap(({ name, secure }): [string, string][] => {
      const answer = answers.get(name);
      return secure || answer?.kind !== 'value' ? [] : [[name, answer.value]];
    }),
  );
}

/**
 * Returns the answers after values were loaded from URLs: a value that is no longer listed is removed from an enforced
 * option, and an option without a value gets the one that its URL selects.
 */
export function answersForListed(
  options: readonly AskedOption[],
  answers: ReadonlyMap<string, OptionAnswer>,
  listed: ValuesFromUrls,
): Map<string, OptionAnswer> {
  const next = new Map(answers);
  for (const option of options) {
    const found = ownValue(listed, option.name);
    if (option.secure || found === undefined || 'error' in found) continue;
    const { delimiter = ',' } = option;
    const before = answers.get(option.name);
    const texts = before?.kind === 'value' && before.value !== '' ? partsOf(option, before.value) : [];
    const kept =
      option.enforced && found.values.length > 0
        ? texts.filter((text) => found.values.some(({ value }) => value === text))
        : texts;
    const selected = found.values.filter((it) => it.selected).map(({ value }) => value);
    const value = kept.length > 0 ? kept.join(delimiter) : initial(option, selected, delimiter);
    if (before !== undefined || value !== '') next.set(option.name, { kind: 'value', value });
  }
  return next;
}

function initial({ multivalued }: AskedOption, selected: readonly string[], delimiter: string): string {
  return multivalued ? selected.join(delimiter) : (selected[0] ?? '');
}

function partsOf({ multivalued, delimiter = ',' }: AskedOption, text: string): readonly string[] {
  return multivalued ? text.split(delimiter) : [text];
}

/** Returns a text that changes when the value of an option changes on which the URL of another option depends. */
export function dependencies(
  options: readonly AskedOption[],
  answers: ReadonlyMap<string, OptionAnswer>,
): string {
  const names = options.flatMap(({ dependsOn = [] }) => dependsOn);
  return JSON.stringify(
    storableValues(
      options.filter(({ name }) => names.includes(name)),
      answers,
    ),
  );
}

export interface FieldFacts {
  readonly answer: OptionAnswer | undefined;
  /** The values from the option's URL. Undefined: none, or not loaded yet. */
  readonly listed: ValuesFromUrls[string] | undefined;
  readonly problem: string;
}

/** Returns an option as the form shows it. */
export function fieldOf(option: AskedOption, { answer, listed, problem }: FieldFacts): RunFormField {
  const { name, label, delimiter = ',', secureDefault, dateFormat, remoteValues } = option;
  const choices = choicesOf(option, listed);
  const failed = listed !== undefined && 'error' in listed ? `${listed.error} ${listed.remedy}`.trim() : '';
  return {
    name,
    label: label ?? name,
    help: helpOf(option),
    kind: kindOf(option, choices.length > 0, isOpen(option, listed)),
    value: shownValue(option, answer),
    choices,
    isOpen: isOpen(option, listed),
    delimiter,
    placeholder:
      secureDefault === undefined
        ? (dateFormat ?? '')
        : secureDefault === 'key-storage'
          ? l10n.t('Value from key storage')
          : l10n.t('Value from the job'),
    required: option.required && secureDefault === undefined,
    hint: remoteValues === true && listed === undefined ? l10n.t('Loading the values…') : failed,
    canRetry: failed !== '',
    problem,
  };
}

/** Whether the option accepts other values than its choices. An empty list from a URL permits every value. */
function isOpen({ enforced }: AskedOption, listed: FieldFacts['listed']): boolean {
  const isEmpty = listed !== undefined && !('error' in listed) && listed.values.length === 0;
  return !enforced || isEmpty;
}

function kindOf(
  { isFile, secure, multivalued }: AskedOption,
  hasChoices: boolean,
  isOpen: boolean,
): RunFormField['kind'] {
  if (isFile === true) return 'file';
  if (secure) return 'secure';
  if (multivalued && hasChoices) return 'several';
  return isOpen ? 'text' : 'choice';
}

function shownValue({ secure }: AskedOption, answer: OptionAnswer | undefined): string {
  if (answer === undefined || (secure && answer.kind === 'value')) return '';
  return answer.kind === 'file' ? answer.file.name : answer.value;
}

function choicesOf({ secure, values = [] }: AskedOption, listed: FieldFacts['listed']) {
  if (secure) return [];
  if (listed !== undefined && !('error' in listed))
    return listed.values.map(({ name, value }) => ({ label: name, value }));
  return values.map((value) => ({ label: value, value }));
}

function helpOf({ description, dateFormat, multivalued, delimiter = ',', values }: AskedOption): string {
  const several =
    multivalued && values === undefined ? l10n.t('Separate several values with "{0}".', delimiter) : '';
  return [description?.trim().split('\n')[0], dateFormat && l10n.t('Date format: {0}', dateFormat), several]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}
