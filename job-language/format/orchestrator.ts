import * as z from 'zod';
import { FilledText, TextMap } from './scalar-schemas.ts';

/** `orchestrator` of a job, which selects and orders its nodes. */
export const Orchestrator = z.looseObject({
  type: FilledText.describe('subset, rankTiered, maxPercentage or orchestrator-highest-lowest-attribute'),
  configuration: TextMap.nullable()
    .transform((configuration) => configuration ?? {})
    .default({})
    .describe('count for subset, percent for maxPercentage, attribute and sort for highest-lowest'),
});
export type Orchestrator = z.output<typeof Orchestrator>;
