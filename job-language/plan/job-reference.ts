import * as z from 'zod';

/** How a reference overrides the node selection of its job. */
export const ReferenceNodes = z.object({
  filter: z.string().optional(),
  /** Texts may contain references. */
  threadCount: z.string().optional(),
  keepGoing: z.boolean().optional(),
  rankAttribute: z.string().optional(),
  rankOrder: z.enum(['ascending', 'descending']).optional(),
  /** Only nodes that the referring workflow also has. */
  nodeIntersect: z.boolean(),
});
export type ReferenceNodes = z.infer<typeof ReferenceNodes>;

/** A step that runs another job, in the form of the job format. */
export const JobReference = z.object({
  uuid: z.string().optional(),
  group: z.string().optional(),
  name: z.string().optional(),
  /** Absent: the project of the referring job. */
  project: z.string().optional(),
  /** Finds the job by group and name even if there is a uuid. */
  useName: z.boolean(),
  /** `-name value …`, with references. */
  args: z.string(),
  /** Pass options of the same name. */
  importOptions: z.boolean(),
  /** Fail if the job is disabled; otherwise the reference is skipped. */
  failOnDisable: z.boolean(),
  /** Use the referenced job's own nodes. */
  childNodes: z.boolean(),
  ignoreNotifications: z.boolean(),
  nodes: ReferenceNodes.optional(),
});
export type JobReference = z.infer<typeof JobReference>;
