import * as z from 'zod';

/** Lowest, default and highest priority of an execution. Executions of higher priority are dispatched first. */
export const PRIORITY = { lowest: 1, normal: 5, highest: 9 } as const;

export const Priority = z
  .int()
  .min(PRIORITY.lowest, `a priority is ${PRIORITY.lowest} to ${PRIORITY.highest}`)
  .max(PRIORITY.highest, `a priority is ${PRIORITY.lowest} to ${PRIORITY.highest}`);

/** How a project chooses runners. */
export const ProjectDispatch = z.object({
  /**
   * True: each node of a job without a runner selector goes to a runner whose node filter selects the node. False: the
   * whole job goes to the runners that it selects, otherwise to the Local Runner.
   */
  automatic: z.boolean(),
  /**
   * With automatic dispatch: the Local Runner executes nodes that no runner's filter selects, or the run is refused.
   */
  unmatchedNodes: z.enum(['local', 'refused']),
  /** Whether runners other than the Local Runner execute operations of the project. */
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

/**
 * Returns the dispatch settings of a project. A project that was stored before these settings existed uses manual
 * dispatch.
 */
export function projectDispatch(project: {
  readonly dispatch?: ProjectDispatch | undefined;
}): ProjectDispatch {
  return project.dispatch ?? { ...NEW_PROJECT_DISPATCH, automatic: false };
}
