import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseProcessStat } from './process-stat.ts';

/** Identifies a process uniquely. The system reuses a pid, but never with the same start time within one boot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In the unit of the operating system. Only compared for equality. */
  readonly startTime: string;
  readonly bootId: string;
}

/** Returns the identity of the process with this pid; undefined if there is none or it is a zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startTime = process.platform === 'linux' ? linuxStartTime(pid) : portableStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime, bootId: bootId() };
}

/** Returns whether the process with this identity is still running on this host. */
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
    // Without a boot id, start times still distinguish processes within one boot.
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

/** Asks `ps` on macOS. On Windows, only checks whether the pid is in use (not covered by the tests). */
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
