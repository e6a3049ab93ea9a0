import { isCodedError } from '../errors/coded-error.ts';
import { problemOf } from '../errors/problem-of.ts';
import { SupportError } from '../errors/support-error.ts';
import { systemCode } from './system-code.ts';

/** Error codes that mean that a file is not readable at all, not that the process lacks the permission. */
const UNREADABLE = new Set<string | undefined>(['EISDIR', 'EIO', 'ELOOP', 'ENXIO', 'ENOTDIR']);

const MOST_CHARACTERS = 300;

/** Creates the error `data-damaged` for a file. `problem` is shown on one line. */
export function damaged(path: string, problem: string, cause?: unknown): SupportError {
  // Errors of JSON parsers and schemas span several lines.
  const line = problem.replaceAll(/\s+/g, ' ').slice(0, MOST_CHARACTERS);
  return new SupportError('data-damaged', { path, problem: line }, { cause });
}

/** Whether an error means that a file is damaged. */
export function isDamage(error: unknown): error is SupportError {
  return isCodedError(error) && error.code === 'data-damaged';
}

/**
 * Turns the error of a failed read into `data-damaged` if the file is not readable at all; returns other errors as they
 * are.
 */
export function readFailure(path: string, error: unknown): unknown {
  return UNREADABLE.has(systemCode(error)) ? damaged(path, problemOf(error), error) : error;
}
