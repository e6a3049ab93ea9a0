import * as l10n from '@vscode/l10n';
import { KEY_MEDIA_TYPES, type KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';
import { askKeyValue } from './ask-value.ts';
import { belowKeys } from './key-paths.ts';
import { pickKey } from './pick-key.ts';

type Act = (context: CommandContext, key: KeyOverview) => Promise<void>;

export const replaceKey: Command = onKey(() => l10n.t('Replace Key'), replace);

export const copyKeyPath: Command = onKey(() => l10n.t('Copy Key Path'), copyPath);

export const showPublicKey: Command = onKey(
  () => l10n.t('Show Public Key'),
  show,
  ({ kind }) => kind === 'public',
);

/** Deletes a key, or all selected keys. */
export const deleteKey: Command = async (context, subject, selected) => {
  const paths = new Set(selected.flatMap((it) => (it.kind === 'key' ? it.path : [])));
  const several = paths.size > 1 ? context.model().keys.filter(({ path }) => paths.has(path)) : [];
  const one = several.length === 0 ? await pickKey(context, subject, l10n.t('Delete Key')) : undefined;
  await remove(context, one === undefined ? several : [one]);
};

function onKey(title: () => string, act: Act, fits?: (key: KeyOverview) => boolean): Command {
  return async (context, subject) => {
    const key = await pickKey(context, subject, title(), fits);
    if (key !== undefined) await act(context, key);
  };
}

async function copyPath({ editor }: CommandContext, { path }: KeyOverview): Promise<void> {
  await editor.copy(path);
}

async function show(context: CommandContext, { path }: KeyOverview): Promise<void> {
  const { text } = await clientOf(context).getPublicKey({ params: { path: belowKeys(path) } });
  await context.editor.showText(`${path.slice(path.lastIndexOf('/') + 1)}.txt`, text);
}

async function replace(context: CommandContext, { path, kind }: KeyOverview): Promise<void> {
  const text = await askKeyValue(context, kind, l10n.t('Replace {0}', path));
  if (text === undefined) return;
  const body = { text, mediaType: KEY_MEDIA_TYPES[kind] };
  await clientOf(context).updateKey({ params: { path: belowKeys(path) }, body });
  await context.prompts.inform(l10n.t('Key "{0}" updated. Running executions keep the old value.', path));
}

async function remove(context: CommandContext, keys: readonly KeyOverview[]): Promise<void> {
  const [first] = keys;
  if (first === undefined) return;
  const names = namesText(
    keys.map(({ path }) => path),
    MOST_NAMED,
  );
  const sure = await context.prompts.confirm({
    message:
      keys.length === 1 ? l10n.t('Delete key "{0}"?', first.path) : l10n.t('Delete {0} keys?', keys.length),
    detail:
      keys.length === 1
        ? l10n.t('Jobs and nodes that use this key will fail. This cannot be undone.')
        : l10n.t('{0}. Jobs and nodes that use these keys will fail. This cannot be undone.', names),
    verb: l10n.t('Delete'),
  });
  if (!sure) return;
  const client = clientOf(context);
  for (const { path } of keys) await client.deleteKey({ params: { path: belowKeys(path) } });
}
