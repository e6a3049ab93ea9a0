import * as z from 'zod';

/**
 * A machine of a project's inventory, as in Rundeck's resource model: `hostname`, `username`, `osFamily` and any others
 * are attributes; name and tags are separate fields.
 */
export const Node = z.object({
  name: z.string().min(1),
  tags: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
});
export type Node = z.infer<typeof Node> & {
  /** `N` of `resources.source.N` if that source is not trusted. Set by the coordinator, never read from a source. */
  readonly untrustedSource?: number;
  /**
   * Name of the runner whose replica reported the facts about the host in the attributes. Absent if an administrator
   * confirmed the facts, or if no runner reported them.
   */
  readonly reportedBy?: string;
};
