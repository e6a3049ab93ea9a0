import { KEY_MEDIA_TYPES, type KeyFile } from '../../../protocol/routes/shapes/key-shapes.ts';
import type { Choice } from '../../host/prompts.ts';
import { type Command, type CommandContext, clientOf } from '../command.ts';
import { askValue } from './ask-value.ts';
import { createKey } from './create-key.ts';
import { allKeys, belowKeys, keyChoice, kindOf } from './key-paths.ts';

type Act = 'replace' | 'delete' | 'copy' | 'show';

/** Lists keys without their values; the one that is chosen can be replaced, deleted, or its path copied. */
export const manageKeys: Command = async (context, subject, selected) => {
  const key = await pickKey(context, 'Manage Keys', [{ label: '$(add) Create Key…', value: undefined }]);
  if (key === 'dismissed') return;
  if (key === undefined) return createKey(context, subject, selected);
  const acts: Choice<Act>[] = [
    { label: 'Copy Path', value: 'copy' },
    ...(kindOf(key) === 'public' ? [{ label: 'Show Public Key', value: 'show' as const }] : []),
    { label: 'Replace Value…', value: 'replace' },
    { label: 'Delete…', value: 'delete' },
  ];
  const act = await context.prompts.choose({ title: key.path, placeHolder: 'What to do', choices: acts });
  if (act === 'copy') await context.desk.copy(key.path);
  if (act === 'show') await show(context, key);
  if (act === 'replace') await replace(context, key);
  if (act === 'delete') await remove(context, key);
};

export const replaceKey: Command = async (context) => {
  const key = await pickKey(context, 'Replace Key');
  if (key !== undefined && key !== 'dismissed') await replace(context, key);
};

export const deleteKey: Command = async (context) => {
  const key = await pickKey(context, 'Delete Key');
  if (key !== undefined && key !== 'dismissed') await remove(context, key);
};

async function pickKey(
  context: CommandContext,
  title: string,
  more: readonly Choice<undefined>[] = [],
): Promise<KeyFile | undefined | 'dismissed'> {
  const keys = await allKeys(clientOf(context));
  const chosen = await context.prompts.choose<{ readonly key: KeyFile | undefined }>({
    title,
    placeHolder: keys.length === 0 ? 'There is no key yet' : 'Choose a key',
    choices: [...more, ...keys.map(keyChoice)].map((choice) => ({ ...choice, value: { key: choice.value } })),
  });
  return chosen === undefined ? 'dismissed' : chosen.key;
}

async function show(context: CommandContext, key: KeyFile): Promise<void> {
  const { text } = await clientOf(context).getPublicKey({ params: { path: belowKeys(key.path) } });
  await context.desk.showText(`${key.name}.txt`, text);
}

async function replace(context: CommandContext, key: KeyFile): Promise<void> {
  const kind = kindOf(key);
  const text = await askValue(context, kind, `Replace ${key.path}`);
  if (text === undefined) return;
  const body = { text, mediaType: KEY_MEDIA_TYPES[kind] };
  await clientOf(context).updateKey({ params: { path: belowKeys(key.path) }, body });
  await context.prompts.inform(`"${key.path}" has its new value. What runs keeps the former one.`);
}

async function remove(context: CommandContext, key: KeyFile): Promise<void> {
  const sure = await context.prompts.confirm({
    message: `Delete key "${key.path}"?`,
    detail: 'Jobs and nodes that name it fail from now on. Its value cannot be had back.',
    verb: 'Delete',
  });
  if (sure) await clientOf(context).deleteKey({ params: { path: belowKeys(key.path) } });
}
