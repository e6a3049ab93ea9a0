import * as z from 'zod';
import { NODE_FORMATS } from '../../../../protocol/entities/node-format.ts';
import { ProjectName } from '../../../../protocol/ids.ts';

/**
 * The stored record of a project's nodes. The text of the nodes is an immutable file named by `textHash` (SHA-256,
 * hex). Times are epoch ms.
 */
export const InventoryRecord = z.object({
  project: ProjectName,
  format: z.enum(NODE_FORMATS),
  textHash: z.string(),
  nodeCount: z.int().nonnegative(),
  modifiedAt: z.number(),
  modifiedBy: z.string(),
  revision: z.int().nonnegative(),
});
export type InventoryRecord = z.infer<typeof InventoryRecord>;
