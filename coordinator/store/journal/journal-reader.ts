import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import { corruptionError } from '../sqlite/sqlite-error.ts';
import { executionFilter } from './execution-filter.ts';
import {
  type EngineSnapshot,
  type ExecutionPage,
  type ExecutionQuery,
  MOST_ROWS,
  type StoredAuditLine,
  type StoredDelivery,
  type StoredEntry,
} from './journal.ts';
import { COUNTER_LIMITS } from './journal-format.ts';

type Row = Record<string, unknown>;

/**
 * A summary as lists have it. Earlier versions stored reasons of many MiB: SQLite shortens them row by row, so that a list
 * of them takes little memory.
 */
const LISTED_SUMMARY = `CASE WHEN octet_length(summary) <= 65536 THEN summary
  ELSE json_replace(summary, '$.reason.message', substr(summary ->> '$.reason.message', 1, 4096)) END AS summary`;

/**
 * Reads the journal's database on a connection of its own. What was committed before a call is seen by it. A call throws
 * `data-damaged` for what it cannot read.
 */
export class JournalReader {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();

  /** `path` names the file in errors. */
  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  entries(executionId: ExecutionId, after: number, max: number): readonly StoredEntry[] {
    const sql = 'SELECT * FROM entry WHERE execution = ? AND sequence > ? ORDER BY sequence LIMIT ?';
    return this.#all(sql, executionId, after, Math.min(max, MOST_ROWS)).map(storedEntry);
  }

  allEntries(after: number, max: number): readonly StoredEntry[] {
    const sql = 'SELECT * FROM entry WHERE sequence > ? ORDER BY sequence LIMIT ?';
    return this.#all(sql, after, Math.min(max, MOST_ROWS)).map(storedEntry);
  }

  hasEntries(executionId: ExecutionId): boolean {
    return this.#get('SELECT 1 FROM entry WHERE execution = ? LIMIT 1', executionId) !== undefined;
  }

  /** The highest sequence in use; 0 where there is none. */
  lastSequence(): number {
    return Number(this.#get('SELECT max(sequence) AS last FROM entry')?.['last'] ?? 0);
  }

  /** The highest id of an execution within the limit of its counter; 0 where there is none. */
  lastExecution(): number {
    const sql = 'SELECT max(id) AS last FROM execution WHERE id <= ?';
    return Number(this.#get(sql, COUNTER_LIMITS.execution)?.['last'] ?? 0);
  }

  execution(executionId: ExecutionId): ExecutionSummary | undefined {
    const row = this.#get('SELECT summary FROM execution WHERE id = ?', executionId);
    return row === undefined ? undefined : summaryOf(row);
  }

  openExecutions(): readonly ExecutionSummary[] {
    const sql = `SELECT ${LISTED_SUMMARY} FROM execution WHERE status = 'running' ORDER BY id`;
    return this.#all(sql).map(summaryOf);
  }

  executions(query: ExecutionQuery): ExecutionPage {
    const { where, values } = executionFilter(query);
    const count = this.#get(`SELECT count(*) AS total FROM execution ${where}`, ...values);
    const sql = `SELECT ${LISTED_SUMMARY} FROM execution ${where} ORDER BY id DESC LIMIT ? OFFSET ?`;
    const rows = this.#all(sql, ...values, Math.min(query.max, MOST_ROWS), query.offset);
    return { executions: rows.map(summaryOf), total: Number(count?.['total']) };
  }

  snapshot(executionId: ExecutionId): EngineSnapshot | undefined {
    const row = this.#get('SELECT * FROM snapshot WHERE execution = ?', executionId);
    if (row === undefined) return undefined;
    return {
      executionId,
      sequence: Number(row['sequence']),
      version: Number(row['version']),
      data: JSON.parse(String(row['data'])),
    };
  }

  deliveries(executionId: ExecutionId): readonly StoredDelivery[] {
    const sql = 'SELECT * FROM delivery WHERE execution = ? ORDER BY rowid LIMIT ?';
    return this.#all(sql, executionId, MOST_ROWS).map(storedDelivery);
  }

  openDeliveries(max: number): readonly StoredDelivery[] {
    const sql = 'SELECT * FROM delivery WHERE due IS NOT NULL ORDER BY due, rowid LIMIT ?';
    return this.#all(sql, Math.min(max, MOST_ROWS)).map(storedDelivery);
  }

  auditLines(max: number, before: number): readonly StoredAuditLine[] {
    const sql = 'SELECT * FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?';
    return this.#all(sql, before, Math.min(max, MOST_ROWS)).map((row) => ({
      sequence: Number(row['sequence']),
      time: Number(row['time']),
      who: String(row['who']),
      what: String(row['what']),
      from: String(row['origin']),
      details: JSON.parse(String(row['details'])),
    }));
  }

  tombs(): readonly ExecutionId[] {
    const rows = this.#all('SELECT execution FROM tomb ORDER BY execution');
    return rows.map((row) => ExecutionId.parse(row['execution']));
  }

  meta(name: string): string | undefined {
    const row = this.#get('SELECT value FROM meta WHERE name = ?', name);
    return row === undefined ? undefined : String(row['value']);
  }

  close(): void {
    this.#database.close();
  }

  #get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#read(() => this.#prepared(sql).get(...values));
  }

  #all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#read(() => this.#prepared(sql).all(...values));
  }

  /** Throws `data-damaged` where a page of the file is malformed. */
  #read<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      throw corruptionError(error, this.#path);
    }
  }

  /** Queries differ by which filters they have, not by the values: there are few. */
  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function storedEntry(row: Row): StoredEntry {
  return {
    sequence: Number(row['sequence']),
    executionId: row['execution'] as ExecutionId,
    type: String(row['type']),
    time: Number(row['time']),
    data: JSON.parse(String(row['data'])),
  };
}

function storedDelivery(row: Row): StoredDelivery {
  return {
    id: String(row['id']),
    executionId: ExecutionId.parse(row['execution']),
    ...(row['due'] === null ? {} : { due: Number(row['due']) }),
    data: JSON.parse(String(row['data'])),
  };
}

function summaryOf(row: Row): ExecutionSummary {
  return ExecutionSummary.parse(JSON.parse(String(row['summary'])));
}
