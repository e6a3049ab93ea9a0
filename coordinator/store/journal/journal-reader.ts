import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { ExecutionSummary, FailedDeliveries } from '../../../protocol/entities/execution.ts';
import { isOutrunnerError, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId, type JobId, ProjectName } from '../../../protocol/ids.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { setNewest } from '../../../support/records/set-newest.ts';
import type { Sliced } from '../../../support/slices/sliced.ts';
import { corruptionError } from '../files/sqlite-error.ts';
import { freePagesOf } from '../sqlite/release-pages.ts';
import {
  AVERAGE_DURATION,
  FIGURE_COLUMNS,
  figuresOf,
  NO_FIGURES,
  sumOfFigures,
} from './execution-figures.ts';
import { executionFilter } from './execution-filter.ts';
import {
  type ExecutionFigures,
  type ExecutionPage,
  type ExecutionQuery,
  MOST_AVERAGED,
  MOST_ROWS,
  type OpenExecution,
  type RetainedExecution,
  type StoredAuditLine,
  type StoredDelivery,
  type StoredEntry,
} from './journal.ts';
import { COUNTER_LIMITS, OPEN } from './journal-format.ts';

type Row = Record<string, unknown>;

/** Number of execution ids whose figures are read at once, within a few milliseconds. */
const SLICE_IDS = 2000;

/** Maximum number of prepared queries that are kept. */
const MOST_STATEMENTS = 200;

/**
 * The summary for lists. Older versions stored reasons of many MiB; SQLite shortens these reasons row by row, so that a
 * list takes little memory.
 */
const LISTED_SUMMARY = `CASE WHEN octet_length(summary) <= 65536 OR NOT json_valid(summary) THEN summary
  ELSE json_replace(summary, '$.reason.message', substr(summary ->> '$.reason.message', 1, 4096)) END AS summary`;

/** The count and latest time of the failed deliveries of an execution, as JSON; null if there are none. */
const FAILED_DELIVERIES = `(
  SELECT json_object('count', count(*), 'lastAt', max(delivery.data ->> '$.attempts[#-1].time'))
  FROM delivery WHERE delivery.execution = execution.id AND delivery.due IS NULL
    AND CASE WHEN json_valid(delivery.data) THEN delivery.data ->> '$.state' = 'failed' END
  HAVING count(*) > 0) AS failed_deliveries`;

/**
 * Reads the journal's database on its own connection. A call sees everything that was committed before the call. Throws
 * `data-damaged` for rows that cannot be read.
 */
export class JournalReader {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #onDamage: (problem: string) => void;
  readonly #statements = new Map<string, StatementSync>();

  /** `path` is the path of the file for errors. `onDamage` is called for each damaged row that a list skips. */
  constructor(database: DatabaseSync, path: string, onDamage: (problem: string) => void) {
    this.#database = database;
    this.#path = path;
    this.#onDamage = onDamage;
  }

  entries(executionId: ExecutionId, after: number, max: number): readonly StoredEntry[] {
    const sql = 'SELECT * FROM entry WHERE execution = ? AND sequence > ? ORDER BY sequence LIMIT ?';
    return this.#all(sql, executionId, after, Math.min(max, MOST_ROWS)).map((row) => this.#entry(row));
  }

  allEntries(after: number, max: number): readonly StoredEntry[] {
    const sql = 'SELECT * FROM entry WHERE sequence > ? ORDER BY sequence LIMIT ?';
    return this.#all(sql, after, Math.min(max, MOST_ROWS)).map((row) => this.#entry(row));
  }

  /** Reports each damaged row to `onDamage`. */
  checkAll(): void {
    const check = (sql: string, kind: string, parse: (row: Row) => unknown): void => {
      for (const row of this.#prepared(sql).iterate()) this.#intact([row], kind, parse);
    };
    check('SELECT * FROM entry ORDER BY sequence', 'entry', (row) => this.#entry(row));
    check(`SELECT id, summary, ${FAILED_DELIVERIES} FROM execution`, 'summary', summaryOf);
    check('SELECT * FROM delivery', 'delivery', storedDelivery);
    check('SELECT * FROM audit', 'audit', storedAuditLine);
  }

  hasEntriesBefore(executionId: ExecutionId, sequence: number): boolean {
    const sql = 'SELECT 1 FROM entry WHERE execution = ? AND sequence < ? LIMIT 1';
    return this.#get(sql, executionId, sequence) !== undefined;
  }

  /** Returns the highest sequence in use; 0 if there is none. */
  lastSequence(): number {
    return Number(this.#get('SELECT max(sequence) AS last FROM entry')?.['last'] ?? 0);
  }

  /** Returns the highest execution id within the limit of its counter; 0 if there is none. */
  lastExecution(): number {
    const sql = 'SELECT max(id) AS last FROM execution WHERE id <= ?';
    return Number(this.#get(sql, COUNTER_LIMITS.execution)?.['last'] ?? 0);
  }

  execution(executionId: ExecutionId): ExecutionSummary | undefined {
    const row = this.#get(`SELECT summary, ${FAILED_DELIVERIES} FROM execution WHERE id = ?`, executionId);
    return row === undefined ? undefined : this.#parsed(row, 'summary', summaryOf);
  }

  /** Returns the sequence of the first damaged entry of an execution; undefined if all entries are intact. */
  firstDamaged(executionId: ExecutionId): number | undefined {
    const sql = 'SELECT * FROM entry WHERE execution = ? ORDER BY sequence';
    for (const row of this.#prepared(sql).iterate(executionId)) {
      try {
        this.#entry(row);
      } catch {
        return Number(row['sequence']);
      }
    }
    return undefined;
  }

  openExecutions(): readonly OpenExecution[] {
    const sql = `SELECT id, ${FAILED_DELIVERIES} FROM execution WHERE ${OPEN} ORDER BY id`;
    return this.#all(sql).map((row) => ({ id: ExecutionId.parse(row['id']), ...failedDeliveriesOf(row) }));
  }

  executions(query: ExecutionQuery): ExecutionPage {
    const { where, values } = executionFilter(query);
    const count = this.#get(`SELECT count(*) AS total FROM execution ${where}`, ...values);
    // Finds the page in the index alone, and then reads only the summaries of that page.
    const sql = `SELECT id, ${LISTED_SUMMARY}, ${FAILED_DELIVERIES} FROM execution WHERE id IN (
        SELECT id FROM execution ${where} ORDER BY id DESC LIMIT ? OFFSET ?) ORDER BY id DESC`;
    const rows = this.#all(sql, ...values, Math.min(query.max, MOST_ROWS), query.offset);
    return { executions: this.#intact(rows, 'summary', summaryOf), total: Number(count?.['total']) };
  }

  /** Reads the figures in slices of ids, so that a long history does not delay other requests. */
  *executionFigures(query: ExecutionQuery): Sliced<ExecutionFigures> {
    let figures = NO_FIGURES;
    let highest = this.#highestBelow(query.before ?? Number.MAX_SAFE_INTEGER, query.jobId);
    while (highest !== undefined) {
      const from = highest - SLICE_IDS + 1;
      const { where, values } = executionFilter({ ...query, from, before: highest + 1 });
      const row = this.#get(`SELECT ${FIGURE_COLUMNS} FROM execution ${where}`, ...values);
      figures = sumOfFigures(figures, figuresOf(row ?? {}));
      yield;
      highest = this.#highestBelow(from, query.jobId);
    }
    return figures;
  }

  /** Returns the highest execution id below `before`, of the job if it is given. Skips gaps without reading them. */
  #highestBelow(before: number, jobId: string | undefined): number | undefined {
    const [ofJob, values] = jobId === undefined ? ['', []] : ['AND job = ?', [jobId]];
    const sql = `SELECT max(id) AS highest FROM execution WHERE id < ? ${ofJob}`;
    const highest = this.#get(sql, before, ...values)?.['highest'];
    return typeof highest === 'number' ? highest : undefined;
  }

  averageDuration(jobId: JobId): number | undefined {
    const average = this.#get(AVERAGE_DURATION, jobId, MOST_AVERAGED)?.['average'];
    return typeof average === 'number' ? average : undefined;
  }

  executionProjects(): readonly ProjectName[] {
    const rows = this.#all('SELECT DISTINCT project FROM execution ORDER BY project');
    return rows.map((row) => ProjectName.parse(row['project']));
  }

  retained(project: ProjectName, before: number, max: number): readonly RetainedExecution[] {
    const sql = `SELECT id, ended, ${OPEN} OR EXISTS (
        SELECT 1 FROM delivery WHERE delivery.execution = execution.id AND due IS NOT NULL) AS busy
      FROM execution WHERE project = ? AND id < ? ORDER BY id DESC LIMIT ?`;
    return this.#all(sql, project, before, Math.min(max, MOST_ROWS)).map((row) => ({
      id: ExecutionId.parse(row['id']),
      endedAt: row['ended'] === null ? undefined : Number(row['ended']),
      isBusy: row['busy'] === 1,
    }));
  }

  entryBytes(executionId: ExecutionId): number {
    const sql = 'SELECT sum(octet_length(data)) AS bytes FROM entry WHERE execution = ?';
    return Number(this.#get(sql, executionId)?.['bytes'] ?? 0);
  }

  executionIds(query: ExecutionQuery): readonly ExecutionId[] {
    const { where, values } = executionFilter(query);
    const sql = `SELECT id FROM execution ${where} ORDER BY id DESC LIMIT ? OFFSET ?`;
    const rows = this.#all(sql, ...values, Math.min(query.max, MOST_ROWS), query.offset);
    return rows.map((row) => ExecutionId.parse(row['id']));
  }

  deliveries(executionId: ExecutionId): readonly StoredDelivery[] {
    const sql = 'SELECT * FROM delivery WHERE execution = ? ORDER BY rowid LIMIT ?';
    return this.#intact(this.#all(sql, executionId, MOST_ROWS), 'delivery', storedDelivery);
  }

  openDeliveries(max: number): readonly StoredDelivery[] {
    const sql = 'SELECT * FROM delivery WHERE due IS NOT NULL ORDER BY due, rowid LIMIT ?';
    return this.#intact(this.#all(sql, Math.min(max, MOST_ROWS)), 'delivery', storedDelivery);
  }

  auditLines(max: number, before: number): readonly StoredAuditLine[] {
    const sql = 'SELECT * FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?';
    return this.#intact(this.#all(sql, before, Math.min(max, MOST_ROWS)), 'audit', storedAuditLine);
  }

  tombs(after: number, max: number): readonly ExecutionId[] {
    const sql = 'SELECT execution FROM tomb WHERE execution > ? ORDER BY execution LIMIT ?';
    return this.#all(sql, after, Math.min(max, MOST_ROWS)).map((row) => ExecutionId.parse(row['execution']));
  }

  /** Returns the given executions that are marked as deleted. */
  tombsAmong(executionIds: readonly ExecutionId[]): readonly ExecutionId[] {
    const sql = 'SELECT execution FROM tomb WHERE execution IN (SELECT value FROM json_each(?))';
    return this.#all(sql, JSON.stringify(executionIds)).map((row) => ExecutionId.parse(row['execution']));
  }

  /** Returns the number of unused pages of the file. */
  freePages(): number {
    return freePagesOf(this.#database);
  }

  meta(name: string): string | undefined {
    const row = this.#get('SELECT value FROM meta WHERE name = ?', name);
    return row === undefined ? undefined : String(row['value']);
  }

  close(): void {
    this.#database.close();
  }

  #entry(row: Row): StoredEntry {
    const crc = row['crc'];
    if (typeof crc === 'number' && crc32(String(row['data'])) !== crc)
      throw this.#damaged('entry', row, 'its content does not match its checksum');
    return this.#parsed(row, 'entry', storedEntry);
  }

  /** Throws `data-damaged` for a row that cannot be parsed. */
  #parsed<Result>(row: Row, kind: string, parse: (row: Row) => Result): Result {
    try {
      return parse(row);
    } catch (error) {
      if (isOutrunnerError(error)) throw error;
      // The parser's message is omitted because it quotes the text.
      throw this.#damaged(kind, row, 'it cannot be read');
    }
  }

  #intact<Result>(rows: readonly Row[], kind: string, parse: (row: Row) => Result): readonly Result[] {
    return rows.flatMap((row) => {
      try {
        return [this.#parsed(row, kind, parse)];
      } catch (error) {
        this.#onDamage(isOutrunnerError(error) ? String(error.parameters['problem']) : problemOf(error));
        return [];
      }
    });
  }

  #damaged(kind: string, row: Row, problem: string): OutrunnerError {
    const execution = row['execution'] === undefined ? '' : ` of execution ${row['execution']}`;
    const id = row['sequence'] ?? row['id'] ?? '';
    return new OutrunnerError('data-damaged', {
      path: this.#path,
      problem: `${kind} ${id}${execution}: ${problem}`,
    });
  }

  #get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#read(() => this.#prepared(sql).get(...values));
  }

  #all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#read(() => this.#prepared(sql).all(...values));
  }

  /** Throws `data-damaged` if a page of the file is malformed. */
  #read<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      throw corruptionError(error, this.#path);
    }
  }

  /** Keeps the prepared queries that were used last, because each combination of filters is a different query. */
  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    setNewest(this.#statements, sql, statement, MOST_STATEMENTS);
    return statement;
  }
}

function storedAuditLine(row: Row): StoredAuditLine {
  return {
    sequence: Number(row['sequence']),
    time: Number(row['time']),
    who: String(row['who']),
    what: String(row['what']),
    from: String(row['origin']),
    details: JSON.parse(String(row['details'])),
  };
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
  const { failedDeliveries: _, ...summary } = ExecutionSummary.parse(JSON.parse(String(row['summary'])));
  return { ...summary, ...failedDeliveriesOf(row) };
}

function failedDeliveriesOf(row: Row): Pick<ExecutionSummary, 'failedDeliveries'> {
  const text = row['failed_deliveries'];
  return typeof text === 'string' ? { failedDeliveries: FailedDeliveries.parse(JSON.parse(text)) } : {};
}
