import type { Settings } from '../../protocol/entities/settings.ts';
import { BUILT_IN_PLUGINS } from '../../protocol/plugins/built-in-plugins.ts';
import { type Command, clientOf } from '../commands/command.ts';

type Rules = Pick<Settings['plugins'], 'allowedPlugins' | 'localExecutionPlugins'>;
type Place = 'anywhere' | 'created' | 'local';

const SERVICES = ['WorkflowNodeStep', 'WorkflowStep'] as const;
const WORDS: Readonly<Record<Place, string>> = {
  anywhere: 'Anywhere',
  created: 'Created runners only',
  local: 'Local Runner only',
};

/** Restricts where the steps of one plugin run. */
export const placePlugins: Command = async (context) => {
  const client = clientOf(context);
  const { plugins } = await client.getSettings();
  const plugin = await context.prompts.choose({
    title: 'Restrict Plugin Steps (1/2)',
    placeHolder: 'Choose a plugin',
    choices: BUILT_IN_PLUGINS.map(({ name, title }) => ({
      label: title,
      description: `${name} · ${WORDS[placeOf(plugins, name)]}`,
      value: name,
    })),
  });
  if (plugin === undefined) return;
  const place = await context.prompts.choose<Place>({
    title: 'Restrict Plugin Steps (2/2)',
    placeHolder: `Where steps of ${plugin} run`,
    choices: (['anywhere', 'created', 'local'] as const).map((value) => ({
      label: WORDS[value],
      picked: value === placeOf(plugins, plugin),
      value,
    })),
  });
  if (place !== undefined) await client.updateSettings({ body: { plugins: placed(plugins, plugin, place) } });
};

/** Where a plugin's steps run, by the rules. */
export function placeOf(rules: Rules, plugin: string): Place {
  const isIn = (list: readonly string[]) => SERVICES.some((service) => list.includes(`${service}:${plugin}`));
  if (isIn(rules.localExecutionPlugins)) return 'local';
  return isIn(rules.allowedPlugins) ? 'created' : 'anywhere';
}

/** The rules with one plugin's steps in another place. */
export function placed(rules: Rules, plugin: string, place: Place): Rules {
  const own = SERVICES.map((service) => `${service}:${plugin}`);
  const list = (before: readonly string[], isHere: boolean) => [
    ...before.filter((entry) => !own.includes(entry)),
    ...(isHere ? own : []),
  ];
  return {
    allowedPlugins: list(rules.allowedPlugins, place === 'created'),
    localExecutionPlugins: list(rules.localExecutionPlugins, place === 'local'),
  };
}
