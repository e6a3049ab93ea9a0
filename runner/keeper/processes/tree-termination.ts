import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process-identity.ts';
import type { ProcessStat } from './process-stat.ts';
import { listProcesses, readEnvironment } from './process-table.ts';
import { hasMarks, type TreeMark, treeMembers } from './process-tree.ts';

/** First pause between two process listings, in ms. It is short, because most trees end at once. */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 250;

export interface Termination {
  /** Ms between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** Whether the root is running or has only just ended, so that its pid cannot have been reused. */
  readonly numberKnown: boolean;
}

/**
 * Ends a process tree: sends SIGTERM once to each process, and SIGKILL after the grace period. Resolves only when the
 * tree is gone. A process that SIGKILL cannot end (uninterruptible) keeps this function polling, 4 times a second.
 */
export async function terminateTree(mark: TreeMark, termination: Termination): Promise<void> {
  if (process.platform === 'win32') return terminateWindowsTree(mark.root.pid);
  const killAt = performance.now() + termination.grace;
  const asked = new Set<string>();
  const search = new TreeSearch(mark, termination.numberKnown);
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    // A failed listing, for example for lack of descriptors, is repeated.
    const members = await search.look().catch(() => undefined);
    if (members?.length === 0) return;
    const kill = performance.now() >= killAt;
    for (const member of members ?? []) {
      if (kill) send(member.pid, 'SIGKILL');
      else if (!asked.has(keyOf(member))) {
        asked.add(keyOf(member));
        send(member.pid, 'SIGTERM');
        // A stopped process handles SIGTERM only after SIGCONT.
        send(member.pid, 'SIGCONT');
      }
    }
    const untilKill = kill ? LONGEST_PAUSE : Math.max(1, killAt - performance.now());
    await sleep(Math.min(pause, untilKill));
  }
}

/** Finds the members of one tree repeatedly. Caches the processes whose environment was already read. */
class TreeSearch {
  readonly #mark: TreeMark;
  readonly #marked = new Map<string, boolean>();
  #numberKnown: boolean;
  /**
   * Processes of the root's session or group in the last listing. While one of them is running, the root's pid cannot
   * be reused.
   */
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
    if (text !== undefined) this.#marked.set(key, hasMarks(text, this.#mark.environment));
  }
}

function keyOf(member: ProcessStat): string {
  return `${member.pid} ${member.startTime}`;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has ended, or belongs to another user. The next listing decides.
  }
}

/** Ends a process and all its children on Windows, which has no equivalent of SIGTERM. Not covered by the tests. */
function terminateWindowsTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => resolve());
  });
}
