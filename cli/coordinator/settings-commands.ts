import type { Command } from 'commander';
import { settingsPatch } from '../../protocol/entities/settings-patch.ts';
import { collectAssignment } from '../arguments/assignments.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print } from '../session/print.ts';
import { executionModeCommand } from './execution-mode-commands.ts';
import { settingLines } from './setting-lines.ts';

/** Declares `outrunner settings …`. */
export function settingsCommands(program: Command, host: Host): void {
  const settings = program.command('settings').description('show and change the settings of the coordinator');
  clientAction<[]>(
    host,
    settings.command('show').alias('list').description('show all settings, including defaults'),
    async (session) => print(session, await session.client.getSettings(), settingLines).then(() => undefined),
  );
  clientAction<[string[]]>(
    host,
    settings
      .command('update')
      .argument('<key=value...>')
      .description('change settings, such as runners.enabled=true; lists and sections can be JSON'),
    async (session, assignments) => {
      const values = assignments.reduce((before, text) => collectAssignment(text, before), {});
      await print(
        session,
        await session.client.updateSettings({ body: settingsPatch(values) }),
        settingLines,
      );
    },
  );
  executionModeCommand(settings, host);
}
