import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseProcessStat } from './process-stat.ts';

/** Identifies a process uniquely: pids are reused, even within one boot, but never with the same start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In the system's unit; only compared. */
  readonly startTime: string;
  readonly bootId: string;
}

/** Returns the process with this pid; undefined if there is none. A zombie counts as none. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startTime = process.platform === 'linux' ? linuxStartTime(pid) : portableStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime, bootId: bootId() };
}

/** Returns whether exactly that process is running on this host. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.bootId !== bootId()) return false;
  return identifyProcess(identity.pid)?.startTime === identity.startTime;
}

let knownBootId: string | undefined;

/** Returns an id that changes with every boot of the host. */
export function bootId(): string {
  knownBootId ??= readBootId();
  return knownBootId;
}

function readBootId(): string {
  try {
    if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    if (process.platform === 'darwin') {
      return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim();
    }
  } catch {
    // Without it, start times still distinguish processes within a boot.
  }
  return hostname();
}

function linuxStartTime(pid: number): string | undefined {
  try {
    const stat = parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return stat === undefined || stat.gone ? undefined : stat.startTime;
  } catch {
    return undefined;
  }
}

/** On macOS, asks `ps`. On Windows, only checks whether the pid is in use (not covered by tests here). */
function portableStartTime(pid: number): string | undefined {
  try {
    if (process.platform !== 'win32') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    }
    process.kill(pid, 0);
    return 'unknown';
  } catch {
    return undefined;
  }
}
