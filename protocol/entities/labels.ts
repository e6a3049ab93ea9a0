import { z } from 'zod';
import { areLabels } from './label-rules.ts';

/** What the host of a replica says of itself, as its administrator set it there; for people and for filters of runners. */
export const Labels = z.record(z.string(), z.string()).refine(areLabels);
export type Labels = z.infer<typeof Labels>;
