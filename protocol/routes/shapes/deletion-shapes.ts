import * as z from 'zod';
import { ProjectName } from '../../ids.ts';

/** Maximum number of executions that one request deletes. */
const MOST_IDS = 100_000;

const Ids = z.array(z.union([z.int(), z.string().max(32)])).max(MOST_IDS);

/** The ids of executions to delete, in Rundeck's format: an object, or only the list. */
export const DeleteExecutions = z.union([Ids, z.object({ ids: Ids.optional() })]);
export type DeleteExecutions = z.infer<typeof DeleteExecutions>;

/** The result of deleting several executions, in Rundeck's format. Each deletion succeeds or fails independently. */
export const DeletedExecutions = z.object({
  /** Number of distinct executions that were requested. */
  requestCount: z.number(),
  allsuccessful: z.boolean(),
  successCount: z.number(),
  failedCount: z.number(),
  failures: z.array(z.object({ id: z.string(), message: z.string() })),
});
export type DeletedExecutions = z.infer<typeof DeletedExecutions>;

/** Returns the result of a deletion of `requestCount` executions with these failures. */
export function deletedExecutions(
  requestCount: number,
  failures: DeletedExecutions['failures'],
): DeletedExecutions {
  const failedCount = failures.length;
  return {
    requestCount,
    allsuccessful: failedCount === 0,
    successCount: requestCount - failedCount,
    failedCount,
    failures,
  };
}

/** The limits of a project, and the executions beyond them. Projects without limits are left out. */
export const PrunedProject = z.object({
  project: ProjectName,
  /** An absent limit does not apply. */
  limits: z.object({
    ageSeconds: z.number().optional(),
    count: z.number().optional(),
    bytes: z.number().optional(),
    minimum: z.number().optional(),
  }),
  /** Why the limits of the project cannot be read. Its executions are kept. */
  problem: z.string().optional(),
  /** Number of executions before the deletion. */
  executions: z.number(),
  /** Number of executions beyond the limits that are kept because they are open, or wait for a retry or a notification. */
  exempt: z.number(),
  /** The executions that were deleted, or that would be: by the first limit that each exceeds. */
  expired: z.object({
    count: z.number(),
    bytes: z.number(),
    byAge: z.number(),
    byCount: z.number(),
    bySize: z.number(),
  }),
});
export type PrunedProject = z.infer<typeof PrunedProject>;

export const PruneResult = z.object({ dryRun: z.boolean(), projects: z.array(PrunedProject) });
export type PruneResult = z.infer<typeof PruneResult>;
