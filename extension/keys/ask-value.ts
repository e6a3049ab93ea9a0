import * as l10n from '@vscode/l10n';
import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { CommandContext } from '../commands/command.ts';
import { BACK, type Back, type FormPosition } from '../prompts/prompts.ts';

const passwordQuestion = () =>
  ({
    prompt: l10n.t('Password'),
    password: true,
    validate: (input: string) => (input === '' ? l10n.t('Enter a password') : undefined),
  }) as const;

/** Asks for the value of a key. The user types a hidden password, or selects the file of a private or public key. */
export function askKeyValue(
  context: CommandContext,
  kind: KeyKind,
  title: string,
): Promise<string | undefined> {
  return kind === 'password'
    ? context.prompts.text({ title, ...passwordQuestion() })
    : readKey(context, title);
}

/**
 * Asks for the value of a key as one step of a form. Cancelling the file dialog goes back to the previous
 * step.
 */
export async function askKeyValueStep(
  context: CommandContext,
  kind: KeyKind,
  { title, step }: { readonly title: string; readonly step: FormPosition },
): Promise<string | Back | undefined> {
  if (kind === 'password') return context.prompts.textStep({ title, step, ...passwordQuestion() });
  return (await readKey(context, title)) ?? BACK;
}

async function readKey({ editor, prompts }: CommandContext, title: string): Promise<string | undefined> {
  const [file] = await prompts.openFiles({
    title,
    label: l10n.t('Store'),
    filters: { [l10n.t('Keys')]: ['*'] },
  });
  return file === undefined ? undefined : editor.readFile(file);
}
