import type { ProcessIdentity } from './process-identity.ts';
import type { ProcessStat } from './process-stat.ts';

/** Identifies the processes of one operation. */
export interface TreeMark {
  /** The step's first process. It leads its own session and process group. */
  readonly root: ProcessIdentity;
  /** `NAME=value` strings that every descendant inherits, even in another session. */
  readonly environment: readonly string[];
}

/**
 * Returns the operation's processes: all in its session and process group, all with its marks in their environment, and
 * all descendants of these. Processes cannot escape by forking twice or by starting sessions of their own.
 *
 * `numberKnown`: the system cannot have reused the root's pid yet, because the root or its session is running. Otherwise,
 * session and group do not identify the operation. `exempt` is the pid of the calling process.
 */
export function treeMembers(
  processes: readonly ProcessStat[],
  root: number,
  numberKnown: boolean,
  isMarked: (process: ProcessStat) => boolean,
  exempt: number,
): ProcessStat[] {
  const members = new Map<number, ProcessStat>();
  const children = new Map<number, ProcessStat[]>();
  for (const process of processes) {
    if (process.gone) continue;
    const siblings = children.get(process.parent);
    if (siblings) siblings.push(process);
    else children.set(process.parent, [process]);
    const related = process.pid === root || process.session === root || process.group === root;
    if ((related && numberKnown) || isMarked(process)) members.set(process.pid, process);
  }
  members.delete(exempt);
  const queue = [...members.values()];
  for (let process = queue.pop(); process; process = queue.pop()) {
    for (const child of children.get(process.pid) ?? []) {
      if (members.has(child.pid) || child.pid === exempt) continue;
      members.set(child.pid, child);
      queue.push(child);
    }
  }
  return [...members.values()];
}

/** Returns whether an environment of the form `\0NAME=value\0…` contains all marks. */
export function hasMarks(environment: string, marks: readonly string[]): boolean {
  return marks.length > 0 && marks.every((mark) => environment.includes(`\0${mark}\0`));
}
