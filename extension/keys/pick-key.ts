import * as l10n from '@vscode/l10n';
import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import { keyKindName } from '../model/display-text.ts';
import type { PickItem } from '../prompts/prompts.ts';
import type { Subject } from '../tree/tree-node.ts';

/** Returns the key of the subject, or asks for one of those that `fits` accepts. */
export async function pickKey(
  { model, prompts }: CommandContext,
  subject: Subject,
  title: string,
  fits: (key: KeyOverview) => boolean = () => true,
): Promise<KeyOverview | undefined> {
  const keys = model().keys.filter(fits);
  if (subject.kind === 'key') return keys.find((key) => key.path === subject.path);
  return prompts.choose({
    title,
    placeHolder: keys.length === 0 ? l10n.t('No keys yet') : l10n.t('Choose a key'),
    choices: keys.map(keyChoice),
  });
}

/** Returns the quick pick item of a key, without its value. */
export function keyChoice(key: KeyOverview): PickItem<KeyOverview> {
  const changed = new Date(key.modifiedAt).toISOString().slice(0, 10);
  return {
    label: key.path,
    description: `${keyKindName(key.kind)} · ${l10n.t('changed {0} by {1}', changed, key.modifiedBy)}`,
    value: key,
  };
}
