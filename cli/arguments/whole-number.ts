import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Parses the value of an option, a whole number of 1 or more. Throws `usage`. */
export function parseWholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new OutrunnerError('usage', {
    problem: `"${text}" is not a whole number for ${option}.`,
    remedy: 'Use a whole number of at least 1.',
  });
}
