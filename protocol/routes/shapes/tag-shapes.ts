import { z } from 'zod';
import { ExecutionId, JobId, ProjectName, RunnerId, Tag } from '../../ids.ts';

/**
 * A tag with how many runners carry it, how many of those are Healthy, how many jobs ask for it, and (where there are any)
 * how many sources of nodes are read by runners that carry it.
 */
export const TagUse = z.object({
  tag: Tag,
  runners: z.int().nonnegative(),
  healthyRunners: z.int().nonnegative(),
  jobs: z.int().nonnegative(),
  sources: z.int().positive().optional(),
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

/** What a change of tags cannot reach: a job, a source of nodes, or an execution that asks for the tag itself or when it is repeated. */
export const TagObstacle = z.object({
  kind: z.enum(['job', 'execution', 'source']),
  /** Absent: of a source, and of an execution without a job. */
  jobId: JobId.optional(),
  executionId: ExecutionId.optional(),
  project: ProjectName,
  /** Group and name of the job, or the number of the source. */
  name: z.string(),
  problem: z.string(),
});
export type TagObstacle = z.infer<typeof TagObstacle>;

/** Of a typed-in filter, or of a source. */
const FilterTexts = z.object({ before: z.string(), after: z.string() });

/** What a change of tags did, or would do; `tags` are those afterwards. */
export const TagChangeResult = z.object({
  changed: z.boolean(),
  from: z.array(Tag),
  to: Tag.nullable(),
  runners: z.array(z.object({ id: RunnerId, name: z.string(), tags: z.array(Tag) })),
  jobs: z.array(
    z.object({
      id: JobId,
      project: ProjectName,
      name: z.string(),
      tags: z.array(z.string()),
      /** Where it is typed in. */
      filter: FilterTexts.optional(),
    }),
  ),
  /** Sources of nodes: `resources.source.N` of the configuration of their project. */
  sources: z.array(z.object({ project: ProjectName, number: z.int(), filter: FilterTexts })).default([]),
  obstacles: z.array(TagObstacle),
});
export type TagChangeResult = z.infer<typeof TagChangeResult>;
