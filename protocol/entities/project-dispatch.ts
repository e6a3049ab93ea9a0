import * as z from 'zod';

/** The lowest, the highest and the default priority of an execution. Higher priorities go first. */
export const PRIORITY = { lowest: 1, normal: 5, highest: 9 } as const;

export const Priority = z
  .int()
  .min(PRIORITY.lowest, `a priority is ${PRIORITY.lowest} to ${PRIORITY.highest}`)
  .max(PRIORITY.highest, `a priority is ${PRIORITY.lowest} to ${PRIORITY.highest}`);

/** How a project chooses runners. */
export const ProjectDispatch = z.object({
  /**
   * Automatic: each node of a job that selects no runner goes to a runner whose node filter selects it. Manual: the
   * whole job goes to the runners that it selects, or to the Local Runner.
   */
  automatic: z.boolean(),
  /** Automatic: where nodes go that no runner's filter selects. */
  unmatchedNodes: z.enum(['local', 'refused']),
  /** Whether created runners take work of the project. */
  runnersEnabled: z.boolean(),
  /** Priority of executions whose job and caller set none. */
  priority: Priority,
});
export type ProjectDispatch = z.infer<typeof ProjectDispatch>;

/** Dispatch settings of a new project. */
export const NEW_PROJECT_DISPATCH: ProjectDispatch = {
  automatic: true,
  unmatchedNodes: 'local',
  runnersEnabled: true,
  priority: PRIORITY.normal,
};

/** Returns how a project dispatches. A project that was stored before this setting existed keeps its behaviour. */
export function projectDispatch(project: {
  readonly dispatch?: ProjectDispatch | undefined;
}): ProjectDispatch {
  return project.dispatch ?? { ...NEW_PROJECT_DISPATCH, automatic: false };
}
