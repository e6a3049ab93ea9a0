import { readlinkSync } from 'node:fs';
import { bootId, identifyProcess } from '../../keeper/processes/process-identity.ts';

/** Names this process for all time, in letters, digits, `_` and `-`: what it leaves behind if it is killed is known by it. */
export function runMark(): string {
  return [process.pid, startOf(process.pid), bootOf(), processNamespace()].join('-');
}

/** As in a regular expression. */
export const RUN_MARK = '\\d+-\\w+-\\w+-\\d+';

/** Whether the process of a mark has ended for sure. One of another container cannot be seen from here, and may live. */
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
