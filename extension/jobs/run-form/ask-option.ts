import * as l10n from '@vscode/l10n';
import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { BACK, type Back, type FormPosition } from '../../prompts/prompts.ts';
import { askFile } from './ask-file.ts';
import { askRemoteValue } from './ask-remote-value.ts';
import { askOptionValue } from './ask-value.ts';
import type { FormNeeds } from './form-needs.ts';
import type { OptionAnswer } from './run-answers.ts';

/** Asks for the value or file of one option. */
export async function askOption(
  needs: FormNeeds,
  form: {
    readonly title: string;
    readonly step: FormPosition;
    readonly given: Readonly<Record<string, string>>;
  },
  option: AskedOption,
  before: OptionAnswer | undefined,
): Promise<OptionAnswer | Back | undefined> {
  const { title, step, given } = form;
  const prompt = promptOf(option);
  if (option.isFile) return askFile(needs, { title, prompt, step }, option, before);
  const value = before?.kind === 'value' ? before.value : undefined;
  const asked = { title, step, prompt, option, value };
  const answer = option.remoteValues
    ? await askRemoteValue(needs, asked, given)
    : await askOptionValue(needs, {
        ...asked,
        choices: (option.values ?? []).map(plainChoice),
        listed: undefined,
      });
  return answer === undefined || answer === BACK ? answer : { kind: 'value', value: answer };
}

function plainChoice(value: string): { readonly label: string; readonly value: string } {
  return { label: value, value };
}

/** Returns the prompt: label and description, the date format, and what an empty answer means. */
function promptOf({ name, label, description, secureDefault, dateFormat }: AskedOption): string {
  const what = [label ?? name, description?.trim().split('\n')[0]].filter(Boolean).join(': ');
  const date = dateFormat === undefined ? '' : l10n.t('Date format: {0}', dateFormat);
  const stored =
    secureDefault === undefined
      ? ''
      : secureDefault === 'key-storage'
        ? l10n.t('Leave empty to use the value from key storage')
        : l10n.t('Leave empty to use the value from the job');
  return [what.replace(/\.$/, ''), date, stored].filter((part) => part !== '').join('. ');
}
