import * as z from 'zod';
import { WORD_LIMITS, word } from '../bounds.ts';

/** Maximum length of an inability's message, in characters. */
export const INABILITY_MESSAGE = 500;

/**
 * Why a replica cannot start steps. `code` is stable: `no-space`, `read-only`, `no-processes`, … (see `HOST_FAULTS` of
 * the runner); `message` is one line for a person, with the remedy.
 */
export const Inability = z.object({
  code: word(WORD_LIMITS.code).regex(/^[a-z][a-z0-9-]*$/),
  message: word(INABILITY_MESSAGE).regex(/^[^\p{Cc}]*$/u, 'a message without control characters'),
});
export type Inability = z.infer<typeof Inability>;
