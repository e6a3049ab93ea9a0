import type { Command } from 'commander';
import { settingsPatch } from '../../protocol/entities/settings-patch.ts';
import { commaList } from '../../support/text/comma-list.ts';
import { collectAssignment } from '../arguments/assignments.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print, printTable } from '../session/print.ts';
import { settingLines } from './setting-lines.ts';

/** Declares `outrunner token …` and `outrunner settings …`. */
export function systemCommands(program: Command, host: Host): void {
  const token = program.command('token').description('manage API tokens');
  clientAction<[]>(
    host,
    token.command('list').description('list API tokens, without their values'),
    async (session) => {
      await printTable(session, await session.client.listTokens(), {
        ID: (it) => it.id,
        USER: (it) => it.user,
        NAME: (it) => it.name,
        ROLES: (it) => it.roles.join(','),
        EXPIRES: (it) => it.expiration ?? 'never',
      });
    },
  );
  clientAction<[{ user?: string; name?: string; roles?: string; duration?: string }]>(
    host,
    token
      .command('create')
      .description('create an API token and print its value, which cannot be shown again')
      .option('--user <name>', 'user of the token')
      .option('--name <text>', 'purpose of the token')
      .option('--roles <a,b>', 'roles of the token; only admin grants permissions so far')
      .option('--duration <time>', 'validity, such as 30d (default: no expiration)'),
    async (session, { user, name, roles, duration }) => {
      const created = await session.client.createToken({
        body: {
          ...(user === undefined ? {} : { user }),
          ...(name === undefined ? {} : { name }),
          ...(roles === undefined ? {} : { roles: commaList(roles) }),
          ...(duration === undefined ? {} : { duration }),
        },
      });
      if (created.warning !== undefined) session.streams.say(`outrunner: ${created.warning}`);
      await print(session, created, (it) => `${it.token ?? ''}\n`);
    },
  );
  clientAction<[string]>(
    host,
    token.command('delete').argument('<id>').description('revoke an API token'),
    async (session, id) => {
      await session.client.deleteToken({ params: { token: id } });
    },
  );

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
}
