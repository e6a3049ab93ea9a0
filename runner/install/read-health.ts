import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { systemCode } from '../../support/files/system-code.ts';

/** The displayed parts of a running replica's health file. */
export const ShownHealth = z.object({
  state: z.string(),
  working: z.boolean(),
  pid: z.int().positive(),
  /** ISO 8601 time. */
  writtenAt: z.string(),
  /** Why the coordinator is unreachable. */
  problem: z.string().optional(),
  load: z.object({ running: z.number(), queued: z.number(), undelivered: z.number() }),
});
export type ShownHealth = z.infer<typeof ShownHealth>;

/** Returns the content of the health file of a data dir; null if there is none or it is unreadable. */
export async function readHealth(dataDir: string): Promise<ShownHealth | null> {
  try {
    const text = await readFile(join(dataDir, 'health.json'), 'utf8');
    return ShownHealth.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Returns whether the process that wrote the health file is running. Returns false for a file older than the last boot,
 * because its pid may belong to another process by now.
 */
export function isWriterRunning({ pid, writtenAt }: ShownHealth): boolean {
  if (Date.parse(writtenAt) < Date.now() - uptime() * 1000) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return systemCode(error) === 'EPERM';
  }
}

/** Formats the health as one line. */
export function describeHealth({ state, working, writtenAt, problem, load }: ShownHealth): string {
  const work = `${load.running} running, ${load.queued} queued, ${load.undelivered} undelivered`;
  return `${working ? '' : 'not working, '}${state}${problem === undefined ? '' : ` (${problem})`}, ${work}, at ${writtenAt}`;
}
