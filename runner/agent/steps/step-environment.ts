import { homedir, userInfo } from 'node:os';
import type { ExecutionId, OperationId, ReplicaId } from '../../../protocol/ids.ts';

/**
 * What a step finds of the user and host it runs as. Nothing else of the runner's own environment reaches it.
 *
 * @param tempDir where temporary files are to go, if not where the system puts them
 */
export function hostEnvironment(own: Readonly<NodeJS.ProcessEnv>, tempDir?: string): Record<string, string> {
  return {
    ...(process.platform === 'win32' ? windowsEnvironment(own) : {}),
    PATH: own['PATH'] || '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: own['HOME'] || homedir(),
    USER: userName(),
    SHELL: shell(),
    LANG: own['LANG'] || 'C.UTF-8',
    TZ: own['TZ'] || Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(tempDir === undefined ? {} : temporaryIn(tempDir)),
  };
}

function temporaryIn(folder: string): Record<string, string> {
  return process.platform === 'win32' ? { TEMP: folder, TMP: folder } : { TMPDIR: folder };
}

export interface StepPlace {
  readonly runnerName: string;
  readonly replicaId: ReplicaId;
  readonly executionId: ExecutionId;
  readonly operationId: OperationId;
  readonly pty: boolean;
}

/**
 * A step's whole environment, built from nothing. What `--env` sets stands above the host's, the job's `RD_*` above that,
 * and the facts of the operation above all.
 */
export function stepEnvironment(
  host: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  job: Readonly<Record<string, string>>,
  place: StepPlace,
): Record<string, string> {
  return {
    ...host,
    ...(place.pty ? { TERM: 'xterm-256color' } : {}),
    ...given,
    ...job,
    ...operationVariables(place),
  };
}

/** The facts of the operation, which a step finds wherever it runs. */
export function operationVariables(place: Omit<StepPlace, 'pty'>): Record<string, string> {
  return {
    OUTRUNNER_RUNNER: place.runnerName,
    OUTRUNNER_REPLICA: place.replicaId,
    OUTRUNNER_EXECUTION: String(place.executionId),
    OUTRUNNER_OPERATION: place.operationId,
  };
}

/** Returns the name of the runner's user, or its number if the system has no entry for it. */
export function userName(): string {
  try {
    return userInfo().username.slice(0, 255);
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

function shell(): string {
  try {
    return userInfo().shell || '/bin/sh';
  } catch {
    return '/bin/sh';
  }
}

/** Without these most programs of Windows do not start. */
const WINDOWS_NAMES = [
  'SystemRoot',
  'SystemDrive',
  'ComSpec',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'ProgramFiles',
];

function windowsEnvironment(own: Readonly<NodeJS.ProcessEnv>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of WINDOWS_NAMES) {
    const value = own[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
