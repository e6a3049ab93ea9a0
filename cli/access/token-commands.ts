import type { Command } from 'commander';
import { commaList } from '../../support/text/comma-list.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print, printTable } from '../session/print.ts';
import { projectOf } from '../session/session.ts';

interface CreateOptions {
  user?: string;
  name?: string;
  roles?: string;
  duration?: string;
  projects?: string;
  networks?: string;
}

/** Declares `outrunner token …`. */
export function tokenCommands(program: Command, host: Host): void {
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
        PROJECTS: (it) => it.projects?.join(',') ?? 'all',
        NETWORKS: (it) => it.networks?.join(',') ?? 'any',
        EXPIRES: (it) => it.expiration ?? 'never',
        'LAST USED': (it) => it.lastUsed ?? 'never',
      });
    },
  );
  clientAction<[CreateOptions]>(
    host,
    token
      .command('create')
      .description('create an API token and print its value, which cannot be shown again')
      .option('--user <name>', 'user of the token')
      .option('--name <text>', 'purpose of the token')
      .option('--roles <a,b>', 'roles of the token; only admin grants permissions so far')
      .option(
        '--duration <time>',
        'validity, such as 30d; 0: no expiration (default: 90d, or tokens.validSeconds of the settings)',
      )
      .option('--projects <a,b>', 'projects in which the token can be used (default: all)')
      .option(
        '--networks <a,b>',
        'addresses and networks, such as 10.0.0.0/8, from which it can be used (default: any)',
      ),
    async (session, { user, name, roles, duration, projects, networks }) => {
      const created = await session.client.createToken({
        body: {
          ...(user === undefined ? {} : { user }),
          ...(name === undefined ? {} : { name }),
          ...(roles === undefined ? {} : { roles: commaList(roles) }),
          ...(duration === undefined ? {} : { duration }),
          ...(projects === undefined
            ? {}
            : { projects: commaList(projects).map((name) => projectOf(name, {})) }),
          ...(networks === undefined ? {} : { networks: commaList(networks) }),
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
}
