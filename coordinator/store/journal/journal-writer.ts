import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { isRefusedValue } from '../files/sqlite-error.ts';
import { inTransaction } from '../sqlite/in-transaction.ts';
import { releasePages } from '../sqlite/release-pages.ts';
import type {
  AuditRow,
  DeliveryRow,
  EntryRow,
  JournalAct,
  JournalBatch,
  SummaryRow,
} from './journal-acts.ts';

const SQL = {
  entry: 'INSERT INTO entry (sequence, execution, type, time, data, crc) VALUES (?, ?, ?, ?, ?, ?)',
  // A late event must not make a deleted execution visible again.
  summary: `INSERT OR REPLACE INTO execution (id, project, job, user, status, started, ended, summary)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (SELECT 1 FROM tomb WHERE execution = ?1)`,
  audit: 'INSERT OR IGNORE INTO audit (id, time, who, what, origin, details) VALUES (?, ?, ?, ?, ?, ?)',
  meta: 'INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)',
  forgetMeta: 'DELETE FROM meta WHERE name = ?',
  addDelivery: 'INSERT OR IGNORE INTO delivery (id, execution, due, data) VALUES (?, ?, ?, ?)',
  keepDelivery: 'UPDATE delivery SET due = ?, data = ? WHERE id = ?',
  entomb: 'INSERT OR IGNORE INTO tomb (execution) VALUES (?)',
  hide: 'DELETE FROM execution WHERE id = ?',
  eraseEntries: `DELETE FROM entry WHERE sequence IN
    (SELECT sequence FROM entry WHERE execution = ? ORDER BY sequence LIMIT ?)`,
  eraseDeliveries: 'DELETE FROM delivery WHERE execution = ?',
  eraseTomb: 'DELETE FROM tomb WHERE execution = ?',
} as const;

/** Writes batches into the journal's database, each in one transaction. */
export class JournalWriter {
  readonly #database: DatabaseSync;
  readonly #statements: Readonly<Record<keyof typeof SQL, StatementSync>>;

  constructor(database: DatabaseSync) {
    this.#database = database;
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
    this.#statements = Object.fromEntries(prepared) as Record<keyof typeof SQL, StatementSync>;
  }

  /**
   * Writes a batch. The batch is durable when the method returns. Omits the acts with a value that the database
   * refuses, and returns their errors by index. If the method throws, nothing was written.
   */
  write({ acts }: JournalBatch): ReadonlyMap<number, unknown> {
    try {
      inTransaction(this.#database, () => {
        for (const act of acts) this.#write(act);
      });
      // The file becomes smaller with the next checkpoint.
      if (acts.some(({ kind }) => kind === 'release')) this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return new Map();
    } catch (error) {
      if (!isRefusedValue(error)) throw error;
    }
    return inTransaction(this.#database, () => this.#writeEach(acts));
  }

  #writeEach(acts: readonly JournalAct[]): ReadonlyMap<number, unknown> {
    const refused = new Map<number, unknown>();
    for (const [index, act] of acts.entries()) {
      this.#database.exec('SAVEPOINT act');
      try {
        this.#write(act);
      } catch (error) {
        if (!isRefusedValue(error)) throw error;
        this.#database.exec('ROLLBACK TO act');
        refused.set(index, error);
      }
      this.#database.exec('RELEASE act');
    }
    return refused;
  }

  #write(act: JournalAct): void {
    const statements = this.#statements;
    switch (act.kind) {
      case 'append':
        for (const entry of act.entries) this.#entry(entry);
        for (const summary of act.summaries) this.#summary(summary);
        this.#add(act.deliveries);
        this.#audit(act.audit);
        return;
      case 'delivery': {
        const { id, due, data } = act.kept;
        statements.keepDelivery.run(due, data, id);
        return;
      }
      case 'set-aside':
        this.#setAside(act);
        return;
      case 'audit':
        this.#audit(act.lines);
        return;
      case 'meta':
        if (act.value === undefined) statements.forgetMeta.run(act.name);
        else statements.meta.run(act.name, act.value);
        this.#audit(act.audit ?? []);
        return;
      case 'entomb':
        for (const execution of act.executions) {
          statements.entomb.run(execution);
          statements.hide.run(execution);
        }
        for (const name of act.forgotten) statements.forgetMeta.run(name);
        this.#audit(act.audit);
        return;
      case 'erase':
        this.#erase(act.executions, act.most);
        return;
      case 'release':
        releasePages(this.#database, act.pages);
    }
  }

  #entry({ sequence, execution, type, time, data }: EntryRow): void {
    this.#statements.entry.run(sequence, execution, type, time, data, crc32(data));
  }

  #summary({ id, project, job, user, status, started, ended, summary }: SummaryRow): void {
    this.#statements.summary.run(id, project, job, user, status, started, ended, summary);
  }

  #add(deliveries: readonly DeliveryRow[]): void {
    for (const { id, execution, due, data } of deliveries) {
      this.#statements.addDelivery.run(id, execution, due, data);
    }
  }

  #audit(lines: readonly AuditRow[]): void {
    for (const { id, time, who, what, origin, details } of lines)
      this.#statements.audit.run(id, time, who, what, origin, details);
  }

  #setAside({ execution, from, end }: Extract<JournalAct, { kind: 'set-aside' }>): void {
    const columns = 'sequence, execution, type, time, data, crc';
    this.#database.exec(
      `CREATE TABLE IF NOT EXISTS damaged_entry (${columns.replace('sequence', 'sequence INTEGER PRIMARY KEY')})`,
    );
    const which = 'WHERE execution = ? AND sequence >= ?';
    this.#database
      .prepare(`INSERT OR REPLACE INTO damaged_entry SELECT ${columns} FROM entry ${which}`)
      .run(execution, from);
    this.#database.prepare(`DELETE FROM entry ${which}`).run(execution, from);
    if (end === undefined) return;
    if (end.summary !== undefined) this.#summary(end.summary);
    else this.#database.prepare('UPDATE execution SET status = ? WHERE id = ?').run(end.status, execution);
  }

  #erase(executions: readonly number[], most: number): void {
    let left = most;
    for (const execution of executions) {
      left -= Number(this.#statements.eraseEntries.run(execution, left).changes);
      if (left <= 0) return;
      this.#statements.eraseDeliveries.run(execution);
      this.#statements.eraseTomb.run(execution);
    }
  }
}
