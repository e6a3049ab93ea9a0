import type { DatabaseSync } from 'node:sqlite';

/** Unused pages (1 MiB) that stay in a file, so that new data does not make the file grow again at once. */
const KEPT_PAGES = 256;

/** Maximum number of pages that one step returns, so that other writes wait only a few milliseconds. */
const PAGES_AT_ONCE = 256;

/** Returns the number of unused pages of a database. */
export function freePagesOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA freelist_count').get()?.['freelist_count'] ?? 0);
}

/**
 * Moves pages from the end of the file into at most `most` unused pages, so that the file can become shorter. Does
 * nothing in a database without incremental vacuum. The file becomes shorter with the next checkpoint.
 */
export function releasePages(database: DatabaseSync, most: number): void {
  // With `prepare`, the pragma would return only one page.
  database.exec(`PRAGMA incremental_vacuum(${most})`);
}

export interface ReleasedDatabase {
  /** Returns the current number of unused pages. */
  freePages(): number;
  /** Returns at most this many unused pages to the file system. */
  release(pages: number): Promise<void>;
}

/** Releases pages until at most {@link KEPT_PAGES} are unused, a step released none, or `signal` is aborted. */
export async function releaseInSteps(signal: AbortSignal, database: ReleasedDatabase): Promise<void> {
  let free = database.freePages();
  while (free > KEPT_PAGES && !signal.aborted) {
    await database.release(Math.min(PAGES_AT_ONCE, free - KEPT_PAGES));
    const left = database.freePages();
    if (left >= free) return;
    free = left;
  }
}
