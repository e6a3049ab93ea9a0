import { win32 } from 'node:path';
import type { InstallAct } from './install-act.ts';
import type { InstallFacts, InstallOptions } from './install-facts.ts';
import { copiedProgram, enrollArguments, type InstallPlaces } from './install-places.ts';
import { windowsArgument, windowsServiceSource } from './windows-service.ts';

/**
 * Full access for the system and the administrators, by security identifier, because group names depend on the
 * language.
 */
const ONLY_SYSTEM_AND_ADMINISTRATORS = ['*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F'];

/**
 * Returns the acts that install a runner on Windows. An administrator gets a service; other users get the command that
 * starts the runner.
 */
export function windowsPlan(
  options: InstallOptions,
  facts: InstallFacts,
  places: InstallPlaces,
  program: readonly [string, ...string[]],
): InstallAct[] {
  const { isAdministrator } = facts;
  const { dataDir } = places;
  const enroll = [...program, ...enrollArguments(dataDir, options.connection)] as const;
  const start = ['runner', 'start', '--data-dir', dataDir, ...options.startArguments];
  return [
    ...(isAdministrator ? stopped(places) : []),
    ...copiedProgram(facts, places),
    { kind: 'folder', path: dataDir, mode: 0o700 },
    ...(isAdministrator ? [locked(dataDir)] : []),
    ...(options.hasToken ? [{ kind: 'run', command: enroll, takesToken: true } as const] : []),
    ...(isAdministrator
      ? service(places, program, [...start, '--log', 'json'])
      : [
          {
            kind: 'tell',
            line: `Start the runner with: ${[...program, ...start].map(windowsArgument).join(' ')}`,
          } as const,
        ]),
  ];
}

/** Returns the acts that remove a runner's service from Windows. */
export function windowsRemoval(places: InstallPlaces): InstallAct[] {
  return [
    ...stopped(places),
    { kind: 'run', command: ['sc.exe', 'delete', places.service], mayFail: true },
    { kind: 'remove', path: serviceProgram(places) },
  ];
}

function stopped({ service }: InstallPlaces): InstallAct[] {
  return [{ kind: 'run', command: ['net.exe', 'stop', service], mayFail: true }];
}

function locked(folder: string): InstallAct {
  return {
    kind: 'run',
    command: ['icacls.exe', folder, '/inheritance:r', '/grant:r', ...ONLY_SYSTEM_AND_ADMINISTRATORS],
  };
}

function serviceProgram({ program, service }: InstallPlaces): string {
  return win32.join(win32.dirname(program), `${service}.exe`);
}

function service(
  places: InstallPlaces,
  program: readonly [string, ...string[]],
  args: readonly string[],
): InstallAct[] {
  const { service, dataDir } = places;
  const executable = serviceProgram(places);
  const source = executable.replace(/\.exe$/, '.cs');
  const [first, ...rest] = program;
  const log = win32.join(dataDir, 'runner.log');
  const compile = `Add-Type -Path '${source.replaceAll("'", "''")}' -OutputAssembly '${executable.replaceAll("'", "''")}' -OutputType ConsoleApplication -ReferencedAssemblies System.ServiceProcess`;
  return [
    { kind: 'folder', path: win32.dirname(executable), mode: 0o755 },
    { kind: 'write', path: source, text: windowsServiceSource(service, first, [...rest, ...args], log) },
    { kind: 'remove', path: executable },
    { kind: 'run', command: ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', compile] },
    { kind: 'remove', path: source },
    { kind: 'run', command: ['sc.exe', 'delete', service], mayFail: true },
    { kind: 'run', command: ['sc.exe', 'create', service, 'start=', 'auto', 'binPath=', `"${executable}"`] },
    { kind: 'run', command: ['sc.exe', 'failure', service, 'reset=', '86400', 'actions=', 'restart/5000'] },
    { kind: 'run', command: ['sc.exe', 'start', service] },
    { kind: 'tell', line: `The runner runs as the service ${service}. Its log: ${log}` },
  ];
}
