import { type Command, Option } from 'commander';
import { settingEntries } from '../../runner/settings/runner-settings.ts';
import { loadRunner } from '../rooms.ts';
import type { Host } from '../session/client-command.ts';

/** `outrunner runner start`: each flag is a setting of the runner, which reads it. */
export function runnerStart(group: Command, host: Host): void {
  const command = group
    .command('start')
    .description('run a replica here; what was enrolled is kept, so that later starts need only --data-dir')
    .option(
      '--config <file>',
      'settings, as YAML; otherwise runner.yaml in the data dir, where there is one',
    );
  const flags = settingEntries().flatMap(([key, setting]) => {
    if (setting.flag === undefined) return [];
    const option = new Option(setting.flag, helpOf(setting));
    if (setting.repeated) option.argParser((text: string, before: string[] = []) => [...before, text]);
    command.addOption(option);
    return [[key, option.attributeName()] as const];
  });
  command.action(async (given: Readonly<Record<string, string | string[] | undefined>>) => {
    const { runRunner } = await loadRunner();
    const { config } = given;
    host.exit = await runRunner({
      ...Object.fromEntries(flags.map(([key, attribute]) => [key, given[attribute]])),
      config: typeof config === 'string' ? config : undefined,
    });
    // Nothing may keep a replica alive that has ended.
    process.exit(host.exit);
  });
}

function helpOf({
  description,
  shown,
  fallback,
  kind,
}: ReturnType<typeof settingEntries>[number][1]): string {
  const value = shown ?? (typeof fallback === 'object' ? undefined : fallback);
  const often = value === undefined ? '' : ` (default: ${value})`;
  const form = kind.form === 'text' ? '' : `; ${kind.form}`;
  return `${description}${form}${often}`.replaceAll('`', '');
}
