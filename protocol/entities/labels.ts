import type * as z from 'zod';
import { boundedRecord, WORD_LIMITS, word } from '../bounds.ts';
import { areLabels, MOST_LABELS } from './label-rules.ts';

/** Labels that the administrator of a replica's host defined, for people and for runner filters. */
export const Labels = boundedRecord(word(WORD_LIMITS.code), word(WORD_LIMITS.name), MOST_LABELS).refine(
  areLabels,
);
export type Labels = z.infer<typeof Labels>;
