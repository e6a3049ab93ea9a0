import { KEY_MEDIA_TYPES, type KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';
import type { Choice } from '../prompts/prompts.ts';
import { askValue } from './ask-value.ts';
import { createKey } from './create-key.ts';
import { belowKeys } from './key-paths.ts';
import { keyChoice, pickKey } from './pick-key.ts';

type Act = (context: CommandContext, key: KeyOverview) => Promise<void>;

/** Lists keys without their values; the one that is chosen can be replaced, deleted, or its path copied. */
export const manageKeys: Command = async (context, subject, selected) => {
  const { prompts } = context;
  const { keys } = context.model();
  const chosen = await prompts.choose<KeyOverview | 'create'>({
    title: 'Manage Keys',
    placeHolder: keys.length === 0 ? 'There is no key yet' : 'Choose a key',
    choices: [{ label: '$(add) Create Key…', value: 'create' }, ...keys.map(keyChoice)],
  });
  if (chosen === undefined) return;
  if (chosen === 'create') return createKey(context, subject, selected);
  const acts: Choice<Act>[] = [
    { label: 'Copy Path', value: copyPath },
    ...(chosen.kind === 'public' ? [{ label: 'Show Public Key', value: show }] : []),
    { label: 'Replace Value…', value: replace },
    { label: 'Delete…', value: (_, key) => remove(context, [key]) },
  ];
  const act = await prompts.choose({ title: chosen.path, placeHolder: 'What to do', choices: acts });
  await act?.(context, chosen);
};

export const replaceKey: Command = onKey('Replace Key', replace);

export const copyKeyPath: Command = onKey('Copy Key Path', copyPath);

export const showPublicKey: Command = onKey('Show Public Key', show, ({ kind }) => kind === 'public');

/** Deletes a key, or all selected ones. */
export const deleteKey: Command = async (context, subject, selected) => {
  const paths = new Set(selected.flatMap((it) => (it.kind === 'key' ? it.path : [])));
  const several = paths.size > 1 ? context.model().keys.filter(({ path }) => paths.has(path)) : [];
  const one = several.length === 0 ? await pickKey(context, subject, 'Delete Key') : undefined;
  await remove(context, one === undefined ? several : [one]);
};

/** Asks for the keys again. They follow the coordinator's events anyway; this is for who does not trust that. */
export const refreshKeys: Command = async (context) => context.rereadKeys(clientOf(context));

function onKey(title: string, act: Act, fits?: (key: KeyOverview) => boolean): Command {
  return async (context, subject) => {
    const key = await pickKey(context, subject, title, fits);
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
  const text = await askValue(context, kind, `Replace ${path}`);
  if (text === undefined) return;
  const body = { text, mediaType: KEY_MEDIA_TYPES[kind] };
  await clientOf(context).updateKey({ params: { path: belowKeys(path) }, body });
  await context.prompts.inform(`"${path}" has its new value. What runs keeps the former one.`);
}

async function remove(context: CommandContext, keys: readonly KeyOverview[]): Promise<void> {
  const [first] = keys;
  if (first === undefined) return;
  const names = namesText(
    keys.map(({ path }) => path),
    MOST_NAMED,
  );
  const sure = await context.prompts.confirm({
    message: keys.length === 1 ? `Delete key "${first.path}"?` : `Delete ${keys.length} keys?`,
    detail: `${keys.length === 1 ? '' : `${names}. `}Jobs and nodes that name ${keys.length === 1 ? 'it' : 'them'} fail from now on. What was stored cannot be had back.`,
    verb: 'Delete',
  });
  if (!sure) return;
  const client = clientOf(context);
  for (const { path } of keys) await client.deleteKey({ params: { path: belowKeys(path) } });
}
