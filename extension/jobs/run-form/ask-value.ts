import * as l10n from '@vscode/l10n';
import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { BACK, type Back, type FormPosition, type PickItem } from '../../prompts/prompts.ts';
import type { FormNeeds } from './form-needs.ts';

/** The parameters of a question for an option's value. */
export interface AskedValue {
  readonly title: string;
  readonly step: FormPosition;
  readonly prompt: string;
  readonly option: AskedOption;
  /** The previous answer, if any. */
  readonly value: string | undefined;
  readonly choices: readonly PickItem<string>[];
  /** The values of the option, if they come from a URL. */
  readonly listed: readonly string[] | undefined;
}

/** The choice to give an option no value. */
export function noValue(): PickItem<string> {
  return { label: l10n.t('(no value)'), value: '' };
}

/** Asks for the value of an option: typed, chosen, or either. */
export async function askOptionValue(
  needs: FormNeeds,
  asked: AskedValue,
): Promise<string | Back | undefined> {
  if (asked.choices.length === 0 || asked.option.secure) return askTypedValue(needs, asked);
  return asked.option.multivalued ? askSeveral(needs, asked) : askOne(needs, asked);
}

/** Asks for a typed value. A secure value is never prefilled. */
export async function askTypedValue(needs: FormNeeds, asked: AskedValue): Promise<string | Back | undefined> {
  const { title, step, prompt, option, value, listed } = asked;
  const placeHolder = placeHolderOf(option);
  return needs.prompts.textStep({
    title,
    step,
    prompt: option.multivalued
      ? l10n.t('{0}. Separate several values with "{1}"', prompt, delimiterOf(option))
      : prompt,
    ...(placeHolder === undefined ? {} : { placeHolder }),
    value: option.secure ? '' : (value ?? option.value ?? ''),
    password: option.secure,
    validate: (input) => needs.problemOf(option, input, listed),
  });
}

async function askOne(needs: FormNeeds, asked: AskedValue): Promise<string | Back | undefined> {
  const { title, step, prompt, option, listed } = asked;
  return needs.prompts.chooseStep({
    title,
    step,
    placeHolder: option.enforced ? prompt : l10n.t('{0}. Choose, or type another value', prompt),
    choices: choicesOf(needs, asked),
    noneProblem: noneProblem(option),
    ...(option.enforced
      ? {}
      : {
          typed: {
            problem: (input: string) => needs.problemOf(option, input, listed),
            take: (input: string) => input,
          },
        }),
  });
}

/**
 * Returns the choices. Highlights the previous answer or the default, otherwise "(no value)" if the option allows it.
 * Enter accepts the highlighted choice.
 */
function choicesOf(
  { problemOf }: FormNeeds,
  { option, choices, value, listed }: AskedValue,
): readonly PickItem<string>[] {
  const before = value ?? option.value;
  const offered = choices.map((it) => ({
    ...it,
    picked: before === undefined ? it.picked === true : it.value === before,
  }));
  const isOffered = offered.some(({ picked }) => picked);
  const own = isOffered || option.enforced ? '' : (before ?? '');
  const isTaken = own !== '' && problemOf(option, own, listed) === undefined;
  const none = { ...noValue(), picked: !isOffered && (before ?? '') === '' };
  return [
    ...(isTaken ? [{ label: own, value: own, picked: true }] : []),
    ...offered,
    ...(option.required ? [] : [none]),
  ];
}

/** The choice to type the values instead. */
const TYPED: unique symbol = Symbol('typed');

async function askSeveral(needs: FormNeeds, asked: AskedValue): Promise<string | Back | undefined> {
  const { title, step, prompt, option, choices } = asked;
  const delimiter = delimiterOf(option);
  const before = (asked.value ?? option.value)?.split(delimiter);
  const isPicked = (it: PickItem<string>) =>
    before === undefined ? option.allSelected === true || it.picked === true : before.includes(it.value);
  const chosen = await needs.prompts.chooseSeveralStep<string | typeof TYPED>({
    title,
    step,
    placeHolder: prompt,
    choices: [
      ...choices.map((it) => ({ ...it, picked: isPicked(it) })),
      ...(option.enforced ? [] : [{ label: l10n.t('Type Values…'), value: TYPED } as const]),
    ],
    ...(option.required ? { noneProblem: noneProblem(option) } : {}),
  });
  if (chosen === undefined || chosen === BACK) return chosen;
  const values = chosen.filter((it) => it !== TYPED);
  return values.length < chosen.length
    ? askTypedValue(needs, { ...asked, value: values.join(delimiter) })
    : values.join(delimiter);
}

function noneProblem({ name, label }: AskedOption): string {
  return l10n.t('Choose a value for {0}.', label ?? name);
}

function delimiterOf({ delimiter }: AskedOption): string {
  return delimiter ?? ',';
}

function placeHolderOf({ secureDefault, dateFormat }: AskedOption): string | undefined {
  if (secureDefault === 'key-storage') return l10n.t('Value from key storage');
  return secureDefault === 'definition' ? l10n.t('Value from the job') : dateFormat;
}
