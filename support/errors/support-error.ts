import { type CatalogueEntry, entry } from './catalogue-entry.ts';
import { CodedError, type ErrorParameters, isCodedError } from './coded-error.ts';

/** The errors that `support/` throws. The catalogue of the protocol includes this table. */
export const SUPPORT_ERRORS = {
  'invalid-input': entry(400, '{what} is not valid: {problem}.', '{remedy}'),
  usage: entry(400, '{problem}', '{remedy}'),
  'data-damaged': entry(500, '{path} is damaged: {problem}.', 'Restore it from a backup.'),
  'fetch-refused': entry(
    403,
    'Fetching from {host} is refused: {problem}.',
    'To allow it, add the host, its address or its network to the setting fetch.allowed.',
  ),
  'fetch-failed': entry(
    502,
    '{url} could not be fetched: {problem}.',
    'Check the address, and the server behind it.',
  ),
  'fetch-too-large': entry(
    502,
    '{url} is larger than {limit} bytes.',
    'Fetch a smaller file, or raise the limit.',
  ),
  'fetch-timed-out': entry(
    504,
    '{url} did not send its whole answer within {seconds} s.',
    'Check the server behind it.',
  ),
  'fetch-checksum-differs': entry(
    502,
    '{url} has the checksum {found} instead of {expected}.',
    'Find out why the content changed before you update the checksum.',
  ),
  'pattern-too-slow': entry(
    400,
    'The pattern {pattern} could not be matched: it took {problem}.',
    'Write it without nested repetitions, look-around and back-references.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

type SupportErrorCode = keyof typeof SUPPORT_ERRORS;

export class SupportError extends CodedError<SupportErrorCode> {
  constructor(code: SupportErrorCode, parameters: ErrorParameters, options?: ErrorOptions) {
    super(code, SUPPORT_ERRORS[code], parameters, options);
  }
}

export function isSupportError(error: unknown): error is SupportError {
  return isCodedError(error) && Object.hasOwn(SUPPORT_ERRORS, error.code);
}
