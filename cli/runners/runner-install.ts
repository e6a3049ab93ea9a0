import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CONNECTION_SETTINGS } from '../../runner/settings/connection-settings.ts';
import type { Host } from '../session/client-command.ts';
import { declareSettings, type Given, settingArguments } from './setting-options.ts';

/** Which runner of this host. */
export interface NamedFlags {
  readonly name: string;
  readonly dataDir?: string;
}

export interface InstallFlags extends NamedFlags {
  readonly user?: string;
  readonly dryRun?: boolean;
}

export interface UninstallFlags extends NamedFlags {
  readonly purge?: boolean;
  readonly dryRun?: boolean;
}

export interface StatusFlags extends NamedFlags {
  readonly json?: boolean;
}

/** `outrunner runner install`, `uninstall` and `status`: the runner of this host as a service of it. */
export function runnerInstall(group: Command, host: Host): void {
  const install = named(group.command('install'))
    .description('install a runner on this host as a service: systemd on Linux, a service on Windows')
    .argument('[arguments...]', 'after --: further arguments of runner start')
    .option('--user <name>', 'the user it and its steps run as (default: outrunner, which is made)')
    .option('--dry-run', 'print what would be done');
  const declared = declareSettings(
    install,
    (key) => key in CONNECTION_SETTINGS && key !== 'enrollmentTokenFile',
  );
  install.action(async (startArguments: string[], flags: InstallFlags & Given) =>
    (await loadActions()).install(host, flags, {
      connection: settingArguments(declared, flags),
      startArguments,
    }),
  );

  named(group.command('uninstall'))
    .description('remove a runner from this host; its running steps go on to their end')
    .option('--purge', 'remove its data dir too, which ends its steps')
    .option('--dry-run', 'print what would be done')
    .action(async (flags: UninstallFlags) => (await loadActions()).uninstall(host, flags));

  named(group.command('status'))
    .description('what runs of a runner on this host; exit 0 where it is enrolled and its service is active')
    .option('--json', 'print JSON')
    .action(async (flags: StatusFlags) => (await loadActions()).showStatus(host, flags));
}

function named(command: Command): Command {
  return command
    .option('--name <name>', 'tells several runners of one host apart', 'runner')
    .option('--data-dir <dir>', 'where its keys, spool and records are kept', (path: string) =>
      resolve(path),
    );
}

/** What runs for months does not carry this along. */
async function loadActions(): Promise<typeof import('./runner-install-actions.ts')> {
  return import('./runner-install-actions.ts');
}
