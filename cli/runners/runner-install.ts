import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CONNECTION_SETTINGS } from '../../runner/settings/connection-settings.ts';
import type { Host } from '../session/client-command.ts';
import { declareSettings, type FlagValues, settingArguments } from './setting-options.ts';

/** The flags that identify a runner on this host. */
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

/** Declares `outrunner runner install`, `uninstall` and `status`, which manage a runner as a service of this host. */
export function runnerInstall(group: Command, host: Host): void {
  const install = named(group.command('install'))
    .description('install a runner on this host as a service: systemd on Linux, a service on Windows')
    .argument('[arguments...]', 'after --: additional arguments of runner start')
    .option('--user <name>', 'user of the runner and its steps (default: outrunner, which is created)')
    .option('--dry-run', 'print the actions without executing them');
  const declared = declareSettings(
    install,
    (key) => key in CONNECTION_SETTINGS && key !== 'enrollmentTokenFile',
  );
  install.action(async (startArguments: string[], flags: InstallFlags & FlagValues) =>
    (await loadActions()).install(host, flags, {
      connection: settingArguments(declared, flags),
      startArguments,
    }),
  );

  named(group.command('uninstall'))
    .description('remove a runner from this host; running steps continue to their end')
    .option('--purge', 'also remove the data directory, which ends its steps')
    .option('--dry-run', 'print the actions without executing them')
    .action(async (flags: UninstallFlags) => (await loadActions()).uninstall(host, flags));

  named(group.command('status'))
    .description(
      'show the state of a runner on this host; exits with 0 if it is enrolled and its service is active',
    )
    .option('--json', 'print JSON')
    .action(async (flags: StatusFlags) => (await loadActions()).showStatus(host, flags));
}

function named(command: Command): Command {
  return command
    .option('--name <name>', 'distinguishes several runners on one host', 'runner')
    .option('--data-dir <dir>', 'directory of the keys, spool and records of the runner', (path: string) =>
      resolve(path),
    );
}

/** Loads the actions on demand, so that long-running services do not load them. */
async function loadActions(): Promise<typeof import('./runner-install-actions.ts')> {
  return import('./runner-install-actions.ts');
}
