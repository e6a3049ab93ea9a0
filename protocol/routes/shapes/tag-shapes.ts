import * as z from 'zod';
import { ExecutionId, JobId, ProjectName, RunnerId, Tag } from '../../ids.ts';

/**
 * A tag with the number of runners that have it, of these runners that are Healthy or Busy, of jobs that require it,
 * and of node sources that select their runners by it (absent if there are none).
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
  /** Whether to only list the changes, without making them. */
  dryRun: z.boolean().default(false),
  /**
   * Whether to skip objects that cannot be changed. Otherwise such an object makes the coordinator refuse the whole
   * change.
   */
  leaveRest: z.boolean().default(false),
};

export const RenameTag = z.object({ to: Tag, ...act });
export type RenameTag = z.infer<typeof RenameTag>;

export const MergeTags = z.object({ tags: z.array(Tag).min(1).max(1000), into: Tag, ...act });
export type MergeTags = z.infer<typeof MergeTags>;

/**
 * An object that a change of tags cannot update: a job, a node source, or an execution that selects runners by the tag.
 */
export const TagObstacle = z.object({
  kind: z.enum(['job', 'execution', 'source']),
  /** Absent for a source, and for an execution without a job. */
  jobId: JobId.optional(),
  executionId: ExecutionId.optional(),
  project: ProjectName,
  /** Group and name of the job, or the number of the source. */
  name: z.string(),
  problem: z.string(),
});
export type TagObstacle = z.infer<typeof TagObstacle>;

/** The text of a runner filter before and after a change of tags. */
const FilterTexts = z.object({ before: z.string(), after: z.string() });

/** The result of a change of tags, or of a dry run. `tags` are the tags after the change. */
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
      /** Set if the job's runner filter contains the tag. */
      filter: FilterTexts.optional(),
    }),
  ),
  /** Changed node sources: `resources.source.N` of the configuration of their project. */
  sources: z.array(z.object({ project: ProjectName, number: z.int(), filter: FilterTexts })).default([]),
  obstacles: z.array(TagObstacle),
});
export type TagChangeResult = z.infer<typeof TagChangeResult>;
