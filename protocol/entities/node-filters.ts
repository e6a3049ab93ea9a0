import * as z from 'zod';
import { ProjectName } from '../ids.ts';

/** Maximum number of saved filters of one project. */
export const MOST_NODE_FILTERS = 500;

/** The name of a saved filter. */
export const NodeFilterName = z
  .string()
  .trim()
  .min(1, 'a filter needs a name')
  .max(128)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern rejects control characters
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'a name is one line of text');

/** A named node filter of a project. */
export const SavedNodeFilter = z.object({
  name: NodeFilterName,
  filter: z.string().min(1).max(65_536),
});
export type SavedNodeFilter = z.infer<typeof SavedNodeFilter>;

/** The saved node filters of a project. */
export const ProjectNodeFilters = z.object({
  project: ProjectName,
  /** Each with a unique name. */
  filters: z.array(SavedNodeFilter).max(MOST_NODE_FILTERS),
  /** Name of the default filter, which is offered first. */
  default: NodeFilterName.optional(),
  revision: z.int().nonnegative(),
});
export type ProjectNodeFilters = z.infer<typeof ProjectNodeFilters>;
