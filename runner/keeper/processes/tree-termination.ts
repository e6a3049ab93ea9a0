import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process-identity.ts';
import type { ProcessStat } from './process-stat.ts';
import { listProcesses, readEnvironment } from './process-table.ts';
import { carriesMark, type TreeMark, treeMembers } from './process-tree.ts';

/** Between two looks: short at first, since most trees end at once, longer for what lingers. */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 250;

export interface Termination {
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** The root ended only just now, or lives: its number has not passed to another process yet. */
  readonly numberKnown: boolean;
}

/**
 * Ends a process tree: SIGTERM once to each process, SIGKILL when the grace has passed, until nothing of it is left.
 * Returns only then; a process that even SIGKILL cannot end (uninterruptible) keeps it looking, 4 times a second.
 */
export async function terminateTree(mark: TreeMark, termination: Termination): Promise<void> {
  if (process.platform === 'win32') return terminateWindowsTree(mark.root.pid);
  const killAt = performance.now() + termination.grace;
  const asked = new Set<string>();
  const search = new TreeSearch(mark, termination.numberKnown);
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    // A look that fails (no descriptor left, say) has seen nothing and is repeated.
    const members = await search.look().catch(() => undefined);
    if (members?.length === 0) return;
    const kill = performance.now() >= killAt;
    for (const member of members ?? []) {
      if (kill) send(member.pid, 'SIGKILL');
      else if (!asked.has(keyOf(member))) {
        asked.add(keyOf(member));
        send(member.pid, 'SIGTERM');
        // A stopped process would not see the request otherwise.
        send(member.pid, 'SIGCONT');
      }
    }
    const untilKill = kill ? LONGEST_PAUSE : Math.max(1, killAt - performance.now());
    await sleep(Math.min(pause, untilKill));
  }
}

/** Looks for the members of one tree, again and again; remembers whose environment has been read. */
class TreeSearch {
  readonly #mark: TreeMark;
  readonly #marked = new Map<string, boolean>();
  #numberKnown: boolean;
  /** Those of the root's session or group at the last look: while one lives, the number cannot be given away. */
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
    // It is gone already, or belongs to somebody else: the next look tells.
  }
}

/** Ends a process and all its children on Windows, which has no gentler request. Not covered by tests here. */
function terminateWindowsTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => resolve());
  });
}
