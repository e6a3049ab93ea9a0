import { type ListedSetting, listSettings } from '../../protocol/entities/setting-list.ts';
import { Settings } from '../../protocol/entities/settings.ts';
import { settingsPatch } from '../../protocol/entities/settings-patch.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';

/** Changes one setting of the coordinator: how runners are judged, where steps may run, and all else in docs/settings.md. */
export const changeSetting: Command = async (context) => {
  const client = clientOf(context);
  const settings = await client.getSettings();
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
  const text = await ask(context, setting, settings);
  if (text !== undefined) await client.updateSettings({ body: settingsPatch({ [setting.path]: text }) });
};

type Groups = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function ask(
  { prompts }: CommandContext,
  { path, description, default: usual }: ListedSetting,
  settings: Settings,
): Promise<string | undefined> {
  const value = settingAt(settings, path);
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
    validate: (text) => problemOf(settings, path, text),
  });
}

/** What is wrong with a setting that would be so, by the schema of all of them. */
function problemOf(settings: Settings, path: string, text: string): string | undefined {
  const [section = ''] = path.split('.');
  const groups: Groups = settings;
  try {
    const patched = { ...groups[section], ...Object(settingsPatch({ [path]: text })[section]) };
    const parsed = Settings.safeParse({ ...settings, [section]: patched });
    return parsed.success ? undefined : parsed.error.issues[0]?.message;
  } catch (error) {
    return explain(error);
  }
}

function settingAt(settings: Groups, path: string): unknown {
  const [section = '', key = ''] = path.split('.');
  return settings[section]?.[key];
}

function shown(value: unknown): string {
  return String(value) === '' ? 'empty' : String(value);
}
