import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from '../../../support/files/system-code.ts';

/** Primary result codes of SQLite that the storage handles. */
export const SQLITE_RESULT = {
  busy: 5,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  mismatch: 20,
  range: 25,
  notADatabase: 26,
} as const;

/** Result codes of a refused statement. The database is intact, and other statements can succeed. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  SQLITE_RESULT.tooBig,
  SQLITE_RESULT.constraint,
  SQLITE_RESULT.mismatch,
  SQLITE_RESULT.range,
]);

/** Codes with which `node:sqlite` refuses to bind a value. */
const UNBINDABLE: ReadonlySet<unknown> = new Set(['ERR_INVALID_ARG_TYPE', 'ERR_OUT_OF_RANGE']);

/** Returns the primary result code of an error thrown by `node:sqlite`; undefined for any other error. */
export function sqliteResult(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

/** Returns whether the error means that the file is damaged: a page is malformed, or the file is not a database. */
export function isCorruption(error: unknown): boolean {
  const result = sqliteResult(error);
  return result === SQLITE_RESULT.corrupt || result === SQLITE_RESULT.notADatabase;
}

/** Returns whether a statement failed because of a value, for example a value that violates a constraint. */
export function isRefusedValue(error: unknown): boolean {
  const result = sqliteResult(error);
  if (result !== undefined) return REFUSALS.has(result);
  return UNBINDABLE.has(systemCode(error));
}

/**
 * Returns the catalogue error for a failed write: `storage-refused` for a refused value, `database-damaged` for a
 * damaged file. Returns undefined for any other error.
 */
export function writeError(error: unknown, path: string): OutrunnerError | undefined {
  if (isCorruption(error))
    return new OutrunnerError('database-damaged', { path, problem: problemOf(error) }, { cause: error });
  if (isRefusedValue(error))
    return new OutrunnerError('storage-refused', { path, problem: problemOf(error) }, { cause: error });
  return undefined;
}

/** Converts a corruption error to `data-damaged`. Returns other errors unchanged. */
export function corruptionError(error: unknown, path: string): unknown {
  if (!isCorruption(error)) return error;
  return new OutrunnerError('data-damaged', { path, problem: problemOf(error) }, { cause: error });
}
