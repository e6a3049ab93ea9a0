import * as z from 'zod';

/** A mode of a project: all its executions, or only those that its schedules start. */
export const ProjectModeKind = z.enum(['executions', 'schedule']);
export type ProjectModeKind = z.infer<typeof ProjectModeKind>;

/** A planned change that enables or disables executions or schedules. */
export const PlannedMode = z.object({
  enables: z.boolean(),
  /** The requested delay, such as `2h30m`. */
  value: z.string(),
  /** When the change is due, epoch ms. */
  at: z.number(),
  /** The user who requested the change. */
  by: z.string(),
});
export type PlannedMode = z.infer<typeof PlannedMode>;
