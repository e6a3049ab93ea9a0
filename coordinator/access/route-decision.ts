import type { RouteName } from '../../protocol/routes/management-routes.ts';

/**
 * Where the access of a route is decided. `route`: the policies decide the question of the route. `handler`: everybody
 * with a token may call it, and the handler asks about each thing that it returns, or returns only things of the caller.
 * `administrator`: only administrators may call it.
 */
export type RouteDecision = 'route' | 'handler' | 'administrator';

const DECISIONS: Readonly<Partial<Record<RouteName, RouteDecision>>> = {
  systemInfo: 'route',
  listMetrics: 'route',
  getMetrics: 'route',
  ping: 'route',
  getHealth: 'route',
  openApi: 'route',
  getApiInfo: 'route',
  listFeatures: 'route',
  getFeature: 'route',
  getExecutionMode: 'route',
  listRunners: 'route',
  getRunner: 'route',
  listProjects: 'handler',
  getProject: 'handler',
  listOwnRoles: 'handler',
  listJobs: 'handler',
  listJobsByFilter: 'handler',
  listJobOverviews: 'handler',
  exportJobs: 'handler',
  getJob: 'handler',
  getJobInfo: 'handler',
  getJobWorkflow: 'handler',
  getExecution: 'handler',
  abortExecution: 'handler',
  abortExecutionByGet: 'handler',
  getExecutionState: 'handler',
  getExecutionStateOutput: 'handler',
  getExecutionOutput: 'handler',
  getNodeOutput: 'handler',
  getNodeStepOutput: 'handler',
  getStepOutput: 'handler',
};

/** Routes that are not listed here are for administrators. */
export function routeDecision(name: RouteName): RouteDecision {
  return DECISIONS[name] ?? 'administrator';
}
