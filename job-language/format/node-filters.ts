import * as z from 'zod';
import { KEY_NOTES } from './key-notes.ts';
import { legacyFilter, NodePattern } from './legacy-node-filter.ts';
import { Flag, Text } from './scalar-schemas.ts';

export const RankOrder = z.enum(['ascending', 'descending']);

/** How the nodes of a job are processed. Parsing fills in the defaults. */
export const Dispatch = z.looseObject({
  threadcount: Text.default('1')
    .describe('Nodes at a time: a number, or ${option.x}')
    .register(KEY_NOTES, { references: 'text' }),
  keepgoing: Flag.default(false).describe('Continue with the other nodes after one failed'),
  excludePrecedence: Flag.default(true).describe('A node that is both included and excluded is excluded'),
  rankAttribute: Text.optional()
    .describe('Attribute that orders the nodes; absent: their name')
    .register(KEY_NOTES, { choices: 'node-attributes' }),
  rankOrder: RankOrder.default('ascending').describe('ascending or descending'),
  successOnEmptyNodeFilter: Flag.default(false).describe('A filter that matches no node is not a failure'),
});
export type Dispatch = z.output<typeof Dispatch>;

/**
 * `nodefilters` of a job. Steps are dispatched to nodes if `filter` is present, even blank. Otherwise they run on the
 * host of the runner that takes them. The old maps `include` and `exclude` are converted to `filter`.
 */
export const NodeFilters = z
  .looseObject({
    filter: Text.optional()
      .describe('Nodes that the job runs on, for example "tags: web+prod !name: web3"')
      .register(KEY_NOTES, { references: 'text', choices: 'node-filter' }),
    filterExclude: Text.optional()
      .describe('Nodes that are excluded')
      .register(KEY_NOTES, { references: 'text', choices: 'node-filter' }),
    dispatch: Dispatch.prefault({}).describe('Order and concurrency of the nodes'),
    include: NodePattern.optional().describe('Old form of filter: texts by attribute'),
    exclude: NodePattern.optional().describe('Old form of filterExclude: texts by attribute'),
  })
  .transform(({ include, exclude, ...rest }) => {
    const filter = rest.filter ?? legacyFilter(include, exclude);
    return filter === undefined ? rest : { ...rest, filter };
  });
export type NodeFilters = z.output<typeof NodeFilters>;
