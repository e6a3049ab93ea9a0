import { quoteForShell } from '../../support/text/shell-quote.ts';
import type { InstallAct } from './install-act.ts';
import { type InstallFacts, type InstallOptions, OWN_USER } from './install-facts.ts';
import { copiedProgram, enrollArguments, type InstallPlaces, installPlaces } from './install-places.ts';
import { systemdUnit } from './systemd-unit.ts';
import { windowsPlan } from './windows-plan.ts';

const USERS_HOME = '/var/lib/outrunner';

/** Returns the acts that install a runner on this host, in order. */
export function installPlan(options: InstallOptions, facts: InstallFacts): InstallAct[] {
  const places = installPlaces(facts, options.name, options.dataDir);
  const program = installedProgram(facts, places);
  if (facts.platform === 'win32') return windowsPlan(options, facts, places, program);
  const forHost = facts.isAdministrator && facts.platform === 'linux';
  const user = options.user ?? (forHost ? OWN_USER : undefined);
  const isService = facts.hasSystemd && user !== undefined && forHost;
  const start = [...program, 'runner', 'start', '--data-dir', places.dataDir, ...options.startArguments];
  return [
    ...(user === OWN_USER ? [{ kind: 'user', name: OWN_USER, home: USERS_HOME } as const] : []),
    ...copiedProgram(facts, places),
    { kind: 'folder', path: places.dataDir, mode: 0o700, ...(user === undefined ? {} : { owner: user }) },
    ...enrollment(options, places, program, user, isService),
    ...(isService && user !== undefined
      ? service(options.name, places, { program, start: [...start, '--log', 'json'], user })
      : startByHand(start, user, forHost)),
  ];
}

/** Returns the command of the program once it is installed. */
function installedProgram({ program }: InstallFacts, places: InstallPlaces): readonly [string, ...string[]] {
  const [executable, script] = program;
  return script === undefined ? [places.program] : [executable, script];
}

/**
 * Returns the acts that exchange the token for the data dir's own keys, as the user of the runner, so that no unit and
 * no disk contains the token. They first stop a running runner of the data dir, because two runners would take over
 * each other's session.
 */
function enrollment(
  { hasToken, connection }: InstallOptions,
  { dataDir, service }: InstallPlaces,
  program: readonly [string, ...string[]],
  user: string | undefined,
  isService: boolean,
): InstallAct[] {
  if (!hasToken) return [];
  const enroll = [...program, ...enrollArguments(dataDir, connection)] as const;
  const as = user === undefined ? {} : { as: user };
  return [
    ...(isService ? [{ kind: 'run', command: ['systemctl', 'stop', service], mayFail: true } as const] : []),
    { kind: 'run', command: enroll, ...as, takesToken: true },
  ];
}

function service(
  name: string,
  { service, unit }: InstallPlaces,
  how: { readonly program: readonly string[]; readonly start: readonly string[]; readonly user: string },
): InstallAct[] {
  const { program, start: command, user } = how;
  const uninstall = [...program, 'runner', 'uninstall', '--name', name].map(quoteForShell).join(' ');
  return [
    { kind: 'write', path: unit, text: systemdUnit({ name, user, service, command }) },
    { kind: 'run', command: ['systemctl', 'daemon-reload'] },
    { kind: 'run', command: ['systemctl', 'enable', service] },
    { kind: 'run', command: ['systemctl', 'restart', service] },
    { kind: 'tell', line: `The runner runs as the service ${service}. Its log: journalctl -u ${service}` },
    { kind: 'tell', line: `To remove it: ${uninstall}` },
  ];
}

function startByHand(start: readonly string[], user: string | undefined, forHost: boolean): InstallAct[] {
  const command = start.map(quoteForShell).join(' ');
  const asUser =
    user !== undefined && forHost ? `su -s /bin/sh ${user} -c ${quoteForShell(command)}` : command;
  return [
    { kind: 'tell', line: 'No service was created: systemd does not run here, or you are not root.' },
    { kind: 'tell', line: `Start the runner with: ${asUser}` },
  ];
}

/** Returns the acts that start the previous service again after a failed installation. */
export function rollbackPlan(service: string, { platform }: InstallFacts): InstallAct[] {
  const command =
    platform === 'win32'
      ? (['net.exe', 'start', service] as const)
      : (['systemctl', 'start', service] as const);
  return [{ kind: 'run', command, mayFail: true }];
}
