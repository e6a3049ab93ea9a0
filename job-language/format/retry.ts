import * as z from 'zod';
import { referencesIn } from '../expansion/reference.ts';
import { durationSchema } from './duration.ts';
import { KEY_NOTES } from './key-notes.ts';
import { Text } from './scalar-schemas.ts';

const Count = Text.refine(
  (count) => /^\s*\d*\s*$/.test(count) || referencesIn(count).length > 0,
  'A retry is a number of times, or "${option.r}".',
)
  .describe('How often: a number, or ${option.r}')
  .register(KEY_NOTES, { references: 'text' });

const Delay = durationSchema('A delay is a duration like 30, "5m" or "${option.d}".').describe(
  'How long before each: a duration like 5m, or ${option.d}',
);

/** `retry` of a job: runs the job again after a failure, as a new execution. Both values may contain references. */
export const Retry = z
  .union([Count, z.looseObject({ retry: Count, delay: Delay.optional() })])
  .transform((retry): RetryTexts => (typeof retry === 'string' ? { retry } : retry));

export interface RetryTexts {
  /** Number of retries; blank: none. */
  readonly retry: string;
  /** A duration; absent: no delay. */
  readonly delay?: string | undefined;
  readonly [key: string]: unknown;
}
