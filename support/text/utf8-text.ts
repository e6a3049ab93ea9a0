import { SupportError } from '../errors/support-error.ts';

/**
 * Decodes bytes as UTF-8. Throws `invalid-input` with the name `what` for invalid bytes, and never substitutes
 * characters.
 */
export function utf8Text(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SupportError('invalid-input', {
      what,
      problem: 'it is not UTF-8 text',
      remedy: 'Save it as UTF-8.',
    });
  }
}
