import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseProcessStat } from './process-stat.ts';

/** One process for all time: pids are used again, within one boot even, but never with the same start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** As the system counts it; only compared. */
  readonly startTime: string;
  readonly bootId: string;
}

/** The process that has this pid now; undefined where there is none (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startTime = process.platform === 'linux' ? linuxStartTime(pid) : portableStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime, bootId: bootId() };
}

/** Whether exactly that process still runs on this host. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.bootId !== bootId()) return false;
  return identifyProcess(identity.pid)?.startTime === identity.startTime;
}

let knownBootId: string | undefined;

/** Changes with every boot of the host. */
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
    // Without one, start times still tell processes apart within a boot.
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

/** macOS: asks `ps`. Windows (not run here): only whether the pid is in use. */
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
