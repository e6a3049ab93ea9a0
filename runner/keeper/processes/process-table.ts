import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type ProcessStat, parseProcessStat, parsePsLine } from './process-stat.ts';

/** Number of processes to read before yielding to the event loop. */
const BATCH = 200;

/** Returns all processes of the host. */
export async function listProcesses(): Promise<ProcessStat[]> {
  return process.platform === 'linux' ? listFromProc() : listFromPs();
}

/**
 * Resolves to the environment that a process was started with, as `NAME=value` strings; undefined if it is unreadable.
 */
export async function readEnvironment(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    try {
      return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
    } catch {
      return undefined;
    }
  }
  try {
    const { stdout } = await promisify(execFile)('ps', ['-E', '-ww', '-o', 'command=', '-p', String(pid)]);
    return `\0${stdout.trim().replaceAll(' ', '\0')}\0`;
  } catch {
    return undefined;
  }
}

async function listFromProc(): Promise<ProcessStat[]> {
  const found: ProcessStat[] = [];
  let read = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    if (++read % BATCH === 0) await setImmediate();
    try {
      const stat = parseProcessStat(readFileSync(`/proc/${name}/stat`, 'latin1'));
      if (stat) found.push(stat);
    } catch {
      // The process ended after it was listed.
    }
  }
  return found;
}

async function listFromPs(): Promise<ProcessStat[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,pgid=,sess=,state=,lstart='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\n').flatMap((line) => parsePsLine(line) ?? []);
}
