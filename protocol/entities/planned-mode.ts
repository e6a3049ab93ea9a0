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

/** The properties that disable executions and schedules of a project, with the names that Rundeck uses. */
export const DISABLING_PROPERTIES = {
  executions: 'project.disable.executions',
  schedule: 'project.disable.schedule',
} as const satisfies Readonly<Record<ProjectModeKind, string>>;

/** Returns whether the configuration of a project disables its executions or schedules. */
export function isModeDisabled(
  { config }: { readonly config: Readonly<Record<string, string>> },
  kind: ProjectModeKind,
): boolean {
  return config[DISABLING_PROPERTIES[kind]]?.trim().toLowerCase() === 'true';
}
