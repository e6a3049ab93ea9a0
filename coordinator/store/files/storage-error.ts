import { isOutrunnerError, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { SQLITE_RESULT, sqliteResult } from './sqlite-error.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Whether a write failed for want of space: nothing is damaged, and it may succeed later. */
export function isFull(error: unknown): boolean {
  return FULL.has(systemCode(error) ?? '') || sqliteResult(error) === SQLITE_RESULT.full;
}

/** What a failed write of `path` is called: `storage-full` for want of space, else `storage-failed`. */
export function storageError(error: unknown, path: string): OutrunnerError {
  if (isOutrunnerError(error)) return error;
  if (isFull(error)) return new OutrunnerError('storage-full', { path }, { cause: error });
  return new OutrunnerError('storage-failed', { path, problem: problemOf(error) }, { cause: error });
}

/** Called once storage can no longer keep what it promised; the process has to end. */
export type OnFatal = (error: OutrunnerError) => void;
