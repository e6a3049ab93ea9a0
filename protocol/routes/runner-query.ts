import * as z from 'zod';
import { Health } from '../entities/replica.ts';
import { queryFlag, queryText } from './query-values.ts';

/** Rundeck's query for runners. A runner must match all filters of the query. */
export const RUNNER_QUERY = {
  /** Comma-separated tags. Selects the runners that have all of them. */
  tags: z.string().max(4096).optional(),
  /** `true` selects only the Local Runner. */
  localOnly: queryFlag(),
  /** A part of the id, name or description. */
  filter: queryText(),
  /** Letter case is ignored. */
  status: z
    .string()
    .transform((text) => Health.options.find((status) => status.toLowerCase() === text.toLowerCase()))
    .refine((status) => status !== undefined, `status: ${Health.options.join(', ')}`)
    .optional(),
} as const;

/** The parsed query of {@link RUNNER_QUERY}. */
export type RunnerQueryValues = z.output<z.ZodObject<typeof RUNNER_QUERY>>;
