import { type ListedSetting, listSettings } from '../../../protocol/entities/setting-list.ts';
import { settingsPatch } from '../../../protocol/entities/settings-patch.ts';
import type { CommandContext } from '../command.ts';
import { type Command, clientOf } from '../command.ts';

/** Changes one setting of the coordinator: how runners are judged, where steps may run, and all else in docs/settings.md. */
export const changeSetting: Command = async (context) => {
  const client = clientOf(context);
  const settings: Groups = await client.getSettings();
  const setting = await context.prompts.choose({
    title: 'Change Setting',
    placeHolder: 'Type to find one',
    choices: listSettings().map((it) => ({
      label: it.path,
      description: shown(settingAt(settings, it.path)),
      detail: it.description,
      value: it,
    })),
  });
  if (setting === undefined) return;
  const text = await ask(context, setting, settingAt(settings, setting.path));
  if (text !== undefined) await client.updateSettings({ body: settingsPatch({ [setting.path]: text }) });
};

type Groups = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function ask(
  { prompts }: CommandContext,
  { path, description, default: usual }: ListedSetting,
  value: unknown,
): Promise<string | undefined> {
  if (typeof value === 'boolean')
    return prompts.choose({
      title: path,
      placeHolder: description,
      choices: ['true', 'false'].map((it) => ({
        label: it,
        ...(it === String(value) ? { description: 'as it is' } : {}),
        value: it,
      })),
    });
  return prompts.text({
    title: path,
    prompt: `${description}. Default: ${shown(usual)}${Array.isArray(value) ? '. Several with commas' : ''}`,
    value: String(value),
  });
}

function settingAt(settings: Groups, path: string): unknown {
  const [section = '', key = ''] = path.split('.');
  return settings[section]?.[key];
}

function shown(value: unknown): string {
  return String(value) === '' ? 'empty' : String(value);
}
