import { open, readFile } from 'node:fs/promises';
import { peakMemory } from '../../test/e2e/harness/processes.ts';

const PAGE_BYTES = 4096;
const ENTRY_BYTES = 8;
const MIB = 1024 * 1024;
const PAGES_AT_ONCE = 1 << 16;
const PRESENT = 1n << 63n;
const FRAME = (1n << 55n) - 1n;

/**
 * Returns an upper bound of the host memory that processes used together, in MiB: their current memory, with shared
 * pages counted once, plus the amount by which the peak of each exceeds its current memory. Requires root, which alone
 * may read the physical page numbers (`proc_pid_pagemap(5)`).
 */
export async function peakMemoryTogether(pids: readonly number[]): Promise<number> {
  const frames = new Set<bigint>();
  let more = 0;
  for (const pid of pids) {
    const own = await framesOf(pid);
    for (const frame of own) frames.add(frame);
    more += Math.max(0, (await peakMemory(pid)) - (own.length * PAGE_BYTES) / MIB);
  }
  return (frames.size * PAGE_BYTES) / MIB + more;
}

/** Returns the physical pages that a process has in memory. */
async function framesOf(pid: number): Promise<bigint[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const pagemap = await open(`/proc/${pid}/pagemap`);
  try {
    const frames: bigint[] = [];
    for (const { from, pages } of ranges(maps)) {
      for (let page = 0; page < pages; page += PAGES_AT_ONCE) {
        const length = Math.min(PAGES_AT_ONCE, pages - page) * ENTRY_BYTES;
        const { buffer, bytesRead } = await pagemap.read(Buffer.alloc(length), 0, length, (from + page) * 8);
        for (let at = 0; at + ENTRY_BYTES <= bytesRead; at += ENTRY_BYTES) {
          const entry = buffer.readBigUInt64LE(at);
          if ((entry & PRESENT) === 0n) continue;
          if ((entry & FRAME) === 0n) throw new Error('root alone may see which page of the host is which');
          frames.push(entry & FRAME);
        }
      }
    }
    return frames;
  } finally {
    await pagemap.close();
  }
}

/**
 * Returns the mapped ranges of an address space, in pages. Ranges that are only reserved are omitted: they
 * are huge and empty.
 */
function ranges(maps: string): readonly { from: number; pages: number }[] {
  return maps.split('\n').flatMap((line) => {
    const [, from = '', to = '', access] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
    if (access === undefined || access.startsWith('---') || line.endsWith('[vsyscall]')) return [];
    const [first, last] = [Number.parseInt(from, 16) / PAGE_BYTES, Number.parseInt(to, 16) / PAGE_BYTES];
    return [{ from: first, pages: last - first }];
  });
}
