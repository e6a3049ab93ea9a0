import * as l10n from '@vscode/l10n';
import { toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import type { Back } from '../../prompts/prompts.ts';
import { type AskedValue, askOptionValue, askTypedValue, noValue } from './ask-value.ts';
import type { FormNeeds, LoadedValues } from './form-needs.ts';

type FailedValues = Extract<LoadedValues, { readonly error: string }>;

/**
 * Asks for the value of an option with values from a URL, after loading the values. If they cannot be loaded, the user
 * can type a value, or load the values again if the option is enforced. An empty list permits every value.
 */
export async function askRemoteValue(
  needs: FormNeeds,
  asked: Omit<AskedValue, 'choices' | 'listed'>,
  given: Readonly<Record<string, string>>,
): Promise<string | Back | undefined> {
  const { option, prompt, title } = asked;
  const what = l10n.t('Loading the values of {0}…', option.label ?? option.name);
  for (;;) {
    const found = await needs.prompts.waiting(title, what, () => loaded(needs, option, given));
    if (found === undefined) return undefined;
    const mustChoose = option.enforced && !option.secure;
    if ('error' in found && !mustChoose) {
      const problem = l10n
        .t('{0}. The values could not be loaded. {1} {2}', prompt, found.error, found.remedy)
        .trim();
      const typed = {
        ...asked,
        prompt: l10n.t('{0} Enter a value', problem),
        choices: [],
        listed: undefined,
      };
      return askTypedValue(needs, typed);
    }
    if ('error' in found) {
      const answer = await askWithoutValues(needs, asked, found);
      if (answer !== AGAIN) return answer;
      continue;
    }
    const choices = found.values.map(({ name, value, selected }) => ({
      label: name,
      ...(name === value ? {} : { description: value }),
      picked: selected,
      value,
    }));
    return askOptionValue(needs, { ...asked, choices, listed: found.values.map(({ value }) => value) });
  }
}

/** The choices to load the values again, and to edit the settings. */
const AGAIN: unique symbol = Symbol('again');
const SETTINGS: unique symbol = Symbol('settings');

/**
 * Asks what to do about an enforced option without values, and shows the reason. Asks again after the user opened the
 * coordinator settings.
 */
async function askWithoutValues(
  needs: FormNeeds,
  { title, step, prompt, option }: Omit<AskedValue, 'choices' | 'listed'>,
  { error, code, remedy }: FailedValues,
): Promise<string | Back | undefined | typeof AGAIN> {
  const isRefused = code === 'fetch-refused';
  for (;;) {
    const answer = await needs.prompts.chooseStep<string | typeof AGAIN | typeof SETTINGS>({
      title,
      step,
      placeHolder: l10n.t('{0}. The values could not be loaded', prompt),
      choices: [
        { label: l10n.t('Try Again'), detail: isRefused ? error : `${error} ${remedy}`.trim(), value: AGAIN },
        ...(isRefused
          ? [{ label: l10n.t('Edit Coordinator Settings'), detail: remedy, value: SETTINGS } as const]
          : []),
        ...(option.required ? [] : [noValue()]),
      ],
    });
    if (answer !== SETTINGS) return answer;
    await needs.openSettings();
  }
}

async function loaded(
  { listValues }: FormNeeds,
  option: AskedOption,
  given: Readonly<Record<string, string>>,
): Promise<LoadedValues> {
  try {
    return ownValue(await listValues(given), option.name) ?? noValues(option);
  } catch (reason) {
    const { message: error, code, remedy } = toOutrunnerError(reason);
    return { error, code, remedy };
  }
}

function noValues({ name, label }: AskedOption): FailedValues {
  return {
    error: l10n.t('The URL lists no values for {0}.', label ?? name),
    code: 'option-values-unknown',
    remedy: l10n.t('Correct the valuesUrl of the option, or the server behind it.'),
  };
}
