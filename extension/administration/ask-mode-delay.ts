import * as l10n from '@vscode/l10n';
import type { ModeChangePlanned } from '../../protocol/routes/shapes/execution-mode-shapes.ts';
import { ChangeModeLater } from '../../protocol/routes/shapes/execution-mode-shapes.ts';
import type { Prompts } from '../prompts/prompts.ts';

/** Asks for the delay of a planned change. Returns a valid delay such as `2h30m`; undefined if the user cancels. */
export function askModeDelay(prompts: Pick<Prompts, 'text'>, title: string): Promise<string | undefined> {
  return prompts.text({
    title,
    prompt: l10n.t('Delay until the change, such as 2h30m'),
    validate: (value) =>
      ChangeModeLater.safeParse({ value }).success
        ? undefined
        : l10n.t('Enter amounts with the units s, m, h, d, w or y, such as 2h30m'),
  });
}

/** Shows that a change is planned, or the reason of the coordinator why it is not. */
export async function showPlannedMode(
  prompts: Pick<Prompts, 'inform' | 'warn'>,
  { saved, msg }: ModeChangePlanned,
  what: string,
): Promise<void> {
  if (saved) await prompts.inform(what);
  else await prompts.warn(msg);
}
