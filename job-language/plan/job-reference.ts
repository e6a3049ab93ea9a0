import * as z from 'zod';

/** How a job reference overrides the node selection of the referenced job. */
export const ReferenceNodes = z.object({
  filter: z.string().optional(),
  /** May contain references. */
  threadCount: z.string().optional(),
  keepGoing: z.boolean().optional(),
  rankAttribute: z.string().optional(),
  rankOrder: z.enum(['ascending', 'descending']).optional(),
  /** Whether to run only on nodes that the referring workflow also has. */
  nodeIntersect: z.boolean(),
});
export type ReferenceNodes = z.infer<typeof ReferenceNodes>;

/** A step that runs another job, in the form of a plan. Its strings may contain references. */
export const JobReference = z.object({
  uuid: z.string().optional(),
  group: z.string().optional(),
  name: z.string().optional(),
  /** Absent: the project of the referring job. */
  project: z.string().optional(),
  /** Whether to find the job by group and name even if there is a uuid. */
  useName: z.boolean(),
  /** `-name value …`, with references. */
  args: z.string(),
  /** Whether to pass options of the same name. */
  importOptions: z.boolean(),
  /** Whether to fail if the job is disabled. Otherwise the reference is skipped. */
  failOnDisable: z.boolean(),
  /** Whether to use the referenced job's own nodes. */
  childNodes: z.boolean(),
  ignoreNotifications: z.boolean(),
  nodes: ReferenceNodes.optional(),
});
export type JobReference = z.infer<typeof JobReference>;
