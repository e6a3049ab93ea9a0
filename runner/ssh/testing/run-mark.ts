import { readlinkSync } from 'node:fs';
import { bootId, identifyProcess } from '../../keeper/processes/process-identity.ts';

/**
 * Returns a unique mark of this process, of letters, digits, `_` and `-`. Names of users and servers contain the mark,
 * so that they can be found if this process is killed.
 */
export function runMark(): string {
  return [process.pid, startOf(process.pid), bootOf(), processNamespace()].join('-');
}

/** The pattern of a run mark. */
export const RUN_MARK = '\\d+-\\w+-\\w+-\\d+';

/**
 * Returns whether the process of a mark has certainly ended. A process in another container is invisible here and may
 * be running, so it does not count as ended.
 */
export function hasEnded(mark: string): boolean {
  const [pid = '', start, boot, namespace] = mark.split('-');
  if (boot !== bootOf()) return true;
  return namespace === processNamespace() && startOf(Number(pid)) !== start;
}

function startOf(pid: number): string | undefined {
  return identifyProcess(pid)?.startTime.replace(/\W+/g, '_');
}

function bootOf(): string {
  return bootId().replace(/\W/g, '').slice(0, 8);
}

function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}
