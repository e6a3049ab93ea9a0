import type { z } from 'zod';
import { boundedRecord, WORD_LIMITS, word } from '../bounds.ts';
import { areLabels, MOST_LABELS } from './label-rules.ts';

/** What the host of a replica says of itself, as its administrator set it there; for people and for filters of runners. */
export const Labels = boundedRecord(word(WORD_LIMITS.code), word(WORD_LIMITS.name), MOST_LABELS).refine(
  areLabels,
);
export type Labels = z.infer<typeof Labels>;
