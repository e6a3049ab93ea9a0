import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process-identity.ts';
import type { ProcessStat } from './process-stat.ts';
import { listProcesses, readEnvironment } from './process-table.ts';
import { carriesMark, type TreeMark, treeMembers } from './process-tree.ts';

/** Pauses between two listings: short at first, because most trees end at once. */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 250;

export interface Termination {
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** Whether the root is running or ended only just now, so that its pid was not reused. */
  readonly numberKnown: boolean;
}

/**
 * Ends a process tree: SIGTERM once to each process, and SIGKILL after the grace period. Resolves only when the tree is
 * gone; a process that SIGKILL cannot end (uninterruptible) keeps it polling, 4 times a second.
 */
export async function terminateTree(mark: TreeMark, termination: Termination): Promise<void> {
  if (process.platform === 'win32') return terminateWindowsTree(mark.root.pid);
  const killAt = performance.now() + termination.grace;
  const asked = new Set<string>();
  const search = new TreeSearch(mark, termination.numberKnown);
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    // A listing that fails, for example for lack of descriptors, is repeated.
    const members = await search.look().catch(() => undefined);
    if (members?.length === 0) return;
    const kill = performance.now() >= killAt;
    for (const member of members ?? []) {
      if (kill) send(member.pid, 'SIGKILL');
      else if (!asked.has(keyOf(member))) {
        asked.add(keyOf(member));
        send(member.pid, 'SIGTERM');
        // Otherwise a stopped process would not handle the signal.
        send(member.pid, 'SIGCONT');
      }
    }
    const untilKill = kill ? LONGEST_PAUSE : Math.max(1, killAt - performance.now());
    await sleep(Math.min(pause, untilKill));
  }
}

/** Finds the members of one tree repeatedly, and remembers the processes whose environment was read. */
class TreeSearch {
  readonly #mark: TreeMark;
  readonly #marked = new Map<string, boolean>();
  #numberKnown: boolean;
  /** Processes of the root's session or group at the last listing: while one is running, the pid cannot be reused. */
  #related = new Set<string>();

  constructor(mark: TreeMark, numberKnown: boolean) {
    this.#mark = mark;
    this.#numberKnown = numberKnown;
  }

  async look(): Promise<ProcessStat[]> {
    const { root } = this.#mark;
    const processes = await listProcesses();
    const living = processes.filter((candidate) => !candidate.gone);
    this.#numberKnown ||= isAlive(root) || living.some((candidate) => this.#related.has(keyOf(candidate)));
    for (const candidate of living) await this.#readMark(candidate);
    const isMarked = (candidate: ProcessStat) => this.#marked.get(keyOf(candidate)) === true;
    const members = treeMembers(living, root.pid, this.#numberKnown, isMarked, process.pid);
    for (const member of members) this.#marked.set(keyOf(member), true);
    this.#related = new Set(
      members.filter(({ session, group }) => session === root.pid || group === root.pid).map(keyOf),
    );
    this.#numberKnown = false;
    return members;
  }

  async #readMark(candidate: ProcessStat): Promise<void> {
    const key = keyOf(candidate);
    if (this.#marked.has(key)) return;
    const text = await readEnvironment(candidate.pid);
    if (text !== undefined) this.#marked.set(key, carriesMark(text, this.#mark.environment));
  }
}

function keyOf(member: ProcessStat): string {
  return `${member.pid} ${member.startTime}`;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has ended, or the pid belongs to another user: the next listing decides.
  }
}

/** Ends a process and all its children on Windows, which has no gentler request. Not covered by tests here. */
function terminateWindowsTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => resolve());
  });
}
