import * as z from 'zod';

/** The role of a runner in a project of automatic dispatch. */
export const RunnerDispatch = z.object({
  /** Its host is a node of the project. This runner executes the steps that are dispatched to that node. */
  runnerAsNodeEnabled: z.boolean(),
  /** Nodes that its node filter selects go to it. */
  remoteNodeDispatch: z.boolean(),
  /** Selects nodes of the project; empty: none. */
  runnerNodeFilter: z.string().max(4096),
});
export type RunnerDispatch = z.infer<typeof RunnerDispatch>;

/** Default settings of a runner in a project, as in Rundeck. */
export const DEFAULT_RUNNER_DISPATCH: RunnerDispatch = {
  runnerAsNodeEnabled: true,
  remoteNodeDispatch: false,
  runnerNodeFilter: '',
};
