import { isCodedError } from '../errors/coded-error.ts';

/** Returns a check for `assert.rejects`: whether an error has the code and, if given, a message that matches `text`. */
export function hasCode(code: string, text?: RegExp): (error: unknown) => boolean {
  return (error) =>
    isCodedError(error) && error.code === code && (text === undefined || text.test(error.message));
}
