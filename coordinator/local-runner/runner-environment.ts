import type { OperatingUser } from './operating-user.ts';

/**
 * Variables of the coordinator that a runner on the same host also needs, on all supported systems. Steps inherit none
 * of them.
 */
const KEPT = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'ELECTRON_RUN_AS_NODE',
  'SystemRoot',
  'SystemDrive',
  'ComSpec',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'USERNAME',
  'APPDATA',
  'LOCALAPPDATA',
] as const;

/** Variables that describe the coordinator's own user. */
const PERSONAL: ReadonlySet<string> = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'XDG_RUNTIME_DIR',
  'TMPDIR',
]);

/** Builds the environment of the Local Runner, which contains only the variables that this file lists. */
export function runnerEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  user?: OperatingUser,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of KEPT) {
    const value = own[name];
    if (value !== undefined && (user === undefined || !PERSONAL.has(name))) environment[name] = value;
  }
  if (user !== undefined) {
    Object.assign(environment, {
      HOME: user.home,
      USER: user.name,
      LOGNAME: user.name,
      SHELL: user.shell,
      PATH: '/usr/local/bin:/usr/bin:/bin',
    });
  }
  return environment;
}
