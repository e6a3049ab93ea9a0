import {
  CodedError,
  type CodedErrorOptions,
  type ErrorParameters,
  isCodedError,
} from '../../support/errors/coded-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { CATALOGUE, type ErrorCode } from './catalogue.ts';

/** An error of the catalogue. */
export class OutrunnerError extends CodedError<ErrorCode> {
  constructor(code: ErrorCode, parameters: ErrorParameters = {}, options?: CodedErrorOptions) {
    super(code, CATALOGUE[code], parameters, options);
  }
}

/** Whether an error has a code of the catalogue. This includes errors that `support/` throws. */
export function isOutrunnerError(error: unknown): error is OutrunnerError {
  return isCodedError(error);
}

/** Converts anything thrown to an error of the catalogue. Unknown errors become `internal`. */
export function toOutrunnerError(error: unknown): OutrunnerError {
  if (isOutrunnerError(error)) return error;
  return new OutrunnerError('internal', { problem: problemOf(error) }, { cause: error });
}

/** Returns the message and the remedy of an error as one text for a person. */
export function explain(error: unknown): string {
  const known = toOutrunnerError(error);
  return known.remedy === '' ? known.message : `${known.message} ${known.remedy}`;
}
