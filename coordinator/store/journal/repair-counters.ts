import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../sqlite/in-transaction.ts';
import { COUNTER_LIMITS, COUNTERS } from './journal-format.ts';

/**
 * Repairs counters that are too high to continue from. An older version let a runner raise the counters to 2^53, where
 * ids repeat and rows cannot be read. Moves counters that are out of range to other names in `meta`, and renumbers the
 * entries whose sequences are out of range. Returns descriptions of the repairs.
 */
export function repairCounters(database: DatabaseSync): readonly string[] {
  return inTransaction(database, () => [
    ...(['sequence', 'execution'] as const).flatMap((counter) => setAside(database, counter)),
    ...renumber(database),
  ]);
}

function setAside(database: DatabaseSync, counter: keyof typeof COUNTERS): readonly string[] {
  const name = COUNTERS[counter];
  const value = database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
  if (value === undefined || isInRange(Number(value), COUNTER_LIMITS[counter])) return [];
  const aside = `${name}.set-aside`;
  database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(aside, String(value));
  database.prepare('DELETE FROM meta WHERE name = ?').run(name);
  return [`its ${name} is ${value}, out of range; it was set aside as ${aside}`];
}

function isInRange(value: number, limit: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= limit;
}

function renumber(database: DatabaseSync): readonly string[] {
  const limit = COUNTER_LIMITS.sequence;
  const beyond = database.prepare('SELECT sequence FROM entry WHERE sequence > ? ORDER BY sequence');
  // These sequences can exceed the safe integers of JavaScript.
  beyond.setReadBigInts(true);
  const rows = beyond.all(limit);
  if (rows.length === 0) return [];
  const last = database.prepare('SELECT max(sequence) AS last FROM entry WHERE sequence <= ?').get(limit);
  let next = Number(last?.['last'] ?? 0);
  const move = database.prepare('UPDATE entry SET sequence = ? WHERE sequence = ?');
  for (const { sequence } of rows) {
    next += 1;
    move.run(next, BigInt(String(sequence)));
  }
  return [`${rows.length} of its entries had sequences above ${limit}; they were renumbered`];
}
