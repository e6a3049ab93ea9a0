import * as z from 'zod';
import { KEY_NOTES } from './key-notes.ts';
import { FilledText, TextMap } from './scalar-schemas.ts';

/** `orchestrator` of a job, which selects and orders its nodes. */
export const Orchestrator = z.looseObject({
  type: FilledText.describe(
    'subset, rankTiered, maxPercentage or orchestrator-highest-lowest-attribute',
  ).register(KEY_NOTES, {
    choices: [
      ['subset', 'A number of random nodes'],
      ['rankTiered', 'All nodes of a rank, then those of the next'],
      ['maxPercentage', 'A percentage of the nodes at a time'],
      ['orchestrator-highest-lowest-attribute', 'The node with the highest or lowest value of an attribute'],
    ],
  }),
  configuration: TextMap.nullable()
    .transform((configuration) => configuration ?? {})
    .default({})
    .describe('count for subset, percent for maxPercentage, attribute and sort for highest-lowest'),
});
export type Orchestrator = z.output<typeof Orchestrator>;
