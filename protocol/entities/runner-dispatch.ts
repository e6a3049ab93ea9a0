import { z } from 'zod';

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

/** Settings of a runner that has none in the project, as in the reference system. */
export const DEFAULT_RUNNER_DISPATCH: RunnerDispatch = {
  runnerAsNodeEnabled: true,
  remoteNodeDispatch: false,
  runnerNodeFilter: '',
};
