import { SupportError } from '../errors/support-error.ts';

/** Bytes as a text. Throws `invalid-input`, naming `what` it is: nothing is ever put in the place of what is no UTF-8. */
export function utf8Text(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SupportError('invalid-input', {
      what,
      problem: 'it is no UTF-8 text',
      remedy: 'Save it as UTF-8.',
    });
  }
}
