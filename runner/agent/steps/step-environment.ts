import { homedir, userInfo } from 'node:os';
import type { ExecutionId, OperationId, ReplicaId } from '../../../protocol/ids.ts';
import { ownTimeZone } from '../../../support/time/own-time-zone.ts';

/**
 * Returns the variables of the runner's user and host that a step gets. The step gets no other variable of the runner.
 *
 * @param tempDir folder for temporary files; undefined: the system's
 */
export function hostEnvironment(own: Readonly<NodeJS.ProcessEnv>, tempDir?: string): Record<string, string> {
  return {
    ...(process.platform === 'win32' ? windowsEnvironment(own) : {}),
    PATH: own['PATH'] || '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: own['HOME'] || homedir(),
    USER: userName(),
    SHELL: shell(),
    LANG: own['LANG'] || 'C.UTF-8',
    TZ: own['TZ'] || ownTimeZone(),
    ...(tempDir === undefined ? {} : temporaryIn(tempDir)),
  };
}

function temporaryIn(folder: string): Record<string, string> {
  return process.platform === 'win32' ? { TEMP: folder, TMP: folder } : { TMPDIR: folder };
}

export interface StepFacts {
  readonly runnerName: string;
  readonly replicaId: ReplicaId;
  readonly executionId: ExecutionId;
  readonly operationId: OperationId;
  readonly pty: boolean;
}

/**
 * Returns the complete environment of a step, which inherits nothing from this process. Later sources override earlier
 * ones: the host, `--env`, the job's `RD_*`, the facts of the operation.
 */
export function stepEnvironment(
  host: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  job: Readonly<Record<string, string>>,
  place: StepFacts,
): Record<string, string> {
  return {
    ...host,
    ...(place.pty ? { TERM: 'xterm-256color' } : {}),
    ...given,
    ...job,
    ...operationVariables(place),
  };
}

/** Returns the variables that describe the operation to a step, on this host or on a node. */
export function operationVariables(place: Omit<StepFacts, 'pty'>): Record<string, string> {
  return {
    OUTRUNNER_RUNNER: place.runnerName,
    OUTRUNNER_REPLICA: place.replicaId,
    OUTRUNNER_EXECUTION: String(place.executionId),
    OUTRUNNER_OPERATION: place.operationId,
  };
}

/** Returns the name of the runner's user, or its numeric id if the system has no entry for it. */
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

/** Most Windows programs do not start without these variables. */
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
