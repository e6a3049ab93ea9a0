import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** What is shown of the health file that a running replica keeps. */
export const ShownHealth = z.object({
  state: z.string(),
  working: z.boolean(),
  pid: z.int().positive(),
  /** ISO 8601. */
  writtenAt: z.string(),
  /** Why the coordinator is not reached. */
  problem: z.string().optional(),
  load: z.object({ running: z.number(), queued: z.number(), undelivered: z.number() }),
});
export type ShownHealth = z.infer<typeof ShownHealth>;

/** The health file of a data dir; null where there is none that can be read. */
export async function readHealth(dataDir: string): Promise<ShownHealth | null> {
  try {
    const text = await readFile(join(dataDir, 'health.json'), 'utf8');
    return ShownHealth.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Whether the process that wrote it is there: since a start of this host, its number may be another's. */
export function isThere({ pid, writtenAt }: ShownHealth): boolean {
  if (Date.parse(writtenAt) < Date.now() - uptime() * 1000) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** In one line. */
export function describeHealth({ state, working, writtenAt, problem, load }: ShownHealth): string {
  const work = `${load.running} running, ${load.queued} queued, ${load.undelivered} undelivered`;
  return `${working ? '' : 'not working, '}${state}${problem === undefined ? '' : ` (${problem})`}, ${work}, at ${writtenAt}`;
}
