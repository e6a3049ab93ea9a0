import { execFileSync } from 'node:child_process';

/** Sets the maximum number of open files of a process; undefined restores the hard limit. Linux only. */
export function limitDescriptors(pid: number, most: number | undefined): void {
  const limits = execFileSync('prlimit', [`--pid=${pid}`, '--nofile', '--noheadings', '--output=HARD']);
  execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${most ?? String(limits).trim()}:`]);
}
