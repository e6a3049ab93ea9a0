import { z } from 'zod';
import { ExecutionId, JobId, ProjectName, RunnerId, Tag } from '../../ids.ts';

/** A tag with how many runners carry it, how many of those are Healthy, and how many jobs ask for it. */
export const TagUse = z.object({
  tag: Tag,
  runners: z.int().nonnegative(),
  healthyRunners: z.int().nonnegative(),
  jobs: z.int().nonnegative(),
});
export type TagUse = z.infer<typeof TagUse>;

const act = {
  /** Nothing is changed: the answer says what would be. */
  dryRun: z.boolean().default(false),
  /** What cannot be changed stays as it is; without this the whole act is refused. */
  leaveRest: z.boolean().default(false),
};

export const RenameTag = z.object({ to: Tag, ...act });
export type RenameTag = z.infer<typeof RenameTag>;

export const MergeTags = z.object({ tags: z.array(Tag).min(1).max(1000), into: Tag, ...act });
export type MergeTags = z.infer<typeof MergeTags>;

/** What a change of tags cannot reach: a job, or an execution that asks for the tag while it runs. */
export const TagObstacle = z.object({
  kind: z.enum(['job', 'execution']),
  jobId: JobId,
  executionId: ExecutionId.optional(),
  project: ProjectName,
  /** Group and name of the job. */
  name: z.string(),
  problem: z.string(),
});
export type TagObstacle = z.infer<typeof TagObstacle>;

/** What a change of tags did, or would do; `tags` are those afterwards. */
export const TagChangeResult = z.object({
  changed: z.boolean(),
  from: z.array(Tag),
  to: Tag.nullable(),
  runners: z.array(z.object({ id: RunnerId, name: z.string(), tags: z.array(Tag) })),
  jobs: z.array(z.object({ id: JobId, project: ProjectName, name: z.string(), tags: z.array(z.string()) })),
  obstacles: z.array(TagObstacle),
});
export type TagChangeResult = z.infer<typeof TagChangeResult>;
