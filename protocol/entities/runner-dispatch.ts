import * as z from 'zod';

/** The role of a runner in a project with automatic dispatch. */
export const RunnerDispatch = z.object({
  /** Whether the runner's host is a node of the project. Steps that are dispatched to that node run on this runner. */
  runnerAsNodeEnabled: z.boolean(),
  /** Whether the runner executes steps on the nodes that its node filter selects. */
  remoteNodeDispatch: z.boolean(),
  /** Selects nodes of the project. Empty: selects none. */
  runnerNodeFilter: z.string().max(4096),
});
export type RunnerDispatch = z.infer<typeof RunnerDispatch>;

/** Default settings of a runner in a project, as in Rundeck. */
export const DEFAULT_RUNNER_DISPATCH: RunnerDispatch = {
  runnerAsNodeEnabled: true,
  remoteNodeDispatch: false,
  runnerNodeFilter: '',
};
