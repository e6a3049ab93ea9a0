import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';

/** Primary result codes of SQLite that the storage tells apart. */
export const SQLITE_RESULT = { busy: 5, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/** The primary result code of an error thrown by `node:sqlite`; undefined for any other error. */
export function sqliteResult(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

/** Whether the error means that the file is damaged: a page is malformed, or it is not a database. */
export function isCorruption(error: unknown): boolean {
  const result = sqliteResult(error);
  return result === SQLITE_RESULT.corrupt || result === SQLITE_RESULT.notADatabase;
}

/** Converts a corruption error to `data-damaged`. Returns other errors unchanged. */
export function corruptionError(error: unknown, path: string): unknown {
  if (!isCorruption(error)) return error;
  return new OutrunnerError('data-damaged', { path, problem: problemOf(error) }, { cause: error });
}
