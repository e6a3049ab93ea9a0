import { isOutrunnerError, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { SQLITE_RESULT, sqliteResult } from './sqlite-error.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Returns whether a write failed for lack of space: nothing is damaged, and a later write may succeed. */
export function isFull(error: unknown): boolean {
  return FULL.has(systemCode(error) ?? '') || sqliteResult(error) === SQLITE_RESULT.full;
}

/** Returns the error for a failed write of `path`: `storage-full` for lack of space, otherwise `storage-failed`. */
export function storageError(error: unknown, path: string): OutrunnerError {
  if (isOutrunnerError(error)) return error;
  if (isFull(error)) return new OutrunnerError('storage-full', { path }, { cause: error });
  return new OutrunnerError('storage-failed', { path, problem: problemOf(error) }, { cause: error });
}

/** Called once the storage can no longer guarantee durability. The process must then end. */
export type OnFatal = (error: OutrunnerError) => void;
