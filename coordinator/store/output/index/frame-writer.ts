import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from '../../sqlite/in-transaction.ts';
import type { OperationKey } from './operation-key.ts';
import type { PlacedRow } from './operation-state.ts';

/** Number of arrival numbers that each start skips: more than can have been written and lost since the last sync. */
const SKIPPED = 2 ** 20;

/** Maximum number of rows that one transaction of an erasure removes, so that an erasure delays output only briefly. */
const ERASED_AT_ONCE = 100;

/** Writes the frame index, and assigns arrival numbers to frames. */
export class FrameWriter {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #cut: StatementSync;
  readonly #erase: StatementSync;
  readonly #eraseOperations: StatementSync;
  readonly #cutDropped: StatementSync;
  readonly #eraseDropped: StatementSync;
  #arrival: number;

  /** `lastArrival`: the highest number in use. Skips the numbers that unsynced, lost frames may have had. */
  constructor(database: DatabaseSync, lastArrival: number) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO frame (arrival, execution, operation, stream, start, length, stream_start, tail, time, digest,
        position, payload, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#cut = database.prepare('DELETE FROM frame WHERE execution = ? AND operation = ? AND start >= ?');
    this.#erase = database.prepare(
      'DELETE FROM frame WHERE arrival IN (SELECT arrival FROM frame WHERE execution = ? LIMIT ?)',
    );
    this.#eraseOperations = database.prepare('DELETE FROM operation WHERE execution = ?');
    this.#cutDropped = database.prepare('DELETE FROM dropped WHERE execution = ? AND sequence = ?');
    this.#eraseDropped = database.prepare('DELETE FROM dropped WHERE execution = ?');
    const kept = Number(
      database.prepare("SELECT value FROM meta WHERE name = 'arrival'").get()?.['value'] ?? 0,
    );
    this.#arrival = (Math.floor(Math.max(kept, lastArrival) / SKIPPED) + 1) * SKIPPED;
    database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('arrival', ?)").run(this.#arrival);
  }

  /** The arrival number of the frame that was inserted last. */
  get lastArrival(): number {
    return this.#arrival;
  }

  /** Inserts a row under the next arrival number. Must be called within a transaction. */
  insert({ execution, sequence }: OperationKey, row: PlacedRow): void {
    this.#arrival += 1;
    this.#insert.run(
      this.#arrival,
      execution,
      sequence,
      row.stream,
      row.start,
      row.length,
      row.streamStart,
      row.tail,
      row.time,
      row.digest,
      row.position,
      row.position === null ? row.payload : null,
      row.crc,
    );
  }

  /** Removes all frames of an operation from an offset on. Must be called within a transaction. */
  cut({ execution, sequence }: OperationKey, from: number): void {
    this.#cut.run(execution, sequence, from);
    this.#cutDropped.run(execution, sequence);
  }

  /** Removes rows of an execution in one short transaction. Returns whether rows may remain. */
  erase(execution: number): boolean {
    return inTransaction(this.#database, () => {
      const { changes } = this.#erase.run(execution, ERASED_AT_ONCE);
      if (Number(changes) >= ERASED_AT_ONCE) return true;
      this.#eraseOperations.run(execution);
      this.#eraseDropped.run(execution);
      return false;
    });
  }

  transaction(act: () => void): void {
    inTransaction(this.#database, act);
  }
}
