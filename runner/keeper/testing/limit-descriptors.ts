import { execFileSync } from 'node:child_process';

/** Lets a process open no more files, as where its limit is reached; undefined: as many as its hard limit says. Linux only. */
export function limitDescriptors(pid: number, most: number | undefined): void {
  const limits = execFileSync('prlimit', [`--pid=${pid}`, '--nofile', '--noheadings', '--output=HARD']);
  execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${most ?? String(limits).trim()}:`]);
}
