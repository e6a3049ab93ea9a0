import type { ProjectName } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';
import type { RouteName } from '../../protocol/routes/management-routes.ts';

/**
 * Routes without a project in their path that tokens for some projects may call. Their handlers ask about the project of
 * each thing that they read or change, or their answers do not depend on projects.
 */
const OUTSIDE_PROJECTS: ReadonlySet<RouteName> = new Set<RouteName>([
  'systemInfo',
  'openApi',
  'getApiInfo',
  'changeEvents',
  'getExecutionMode',
  'getOwnProfile',
  'listOwnRoles',
  'createToken',
  'createUserToken',
  'listProjects',
  'getJob',
  'getJobInfo',
  'getJobWorkflow',
  'deleteJob',
  'deleteJobs',
  'deleteJobsByQuery',
  'runJob',
  'runJobAsExecutions',
  'retryJob',
  'listJobExecutions',
  'getJobMeta',
  'listJobOverviews',
  'getJobText',
  'setJobText',
  'listJobRevisions',
  'getJobRevision',
  'revertJob',
  'getJobOptions',
  'setJobSelectors',
  'previewChoice',
  'plan',
  'getExecution',
  'deleteExecution',
  'deleteExecutions',
  'deleteJobExecutions',
  'abortExecution',
  'abortExecutionByGet',
  'getExecutionState',
  'getExecutionStateOutput',
  'getExecutionOutput',
  'getNodeOutput',
  'getNodeStepOutput',
  'getStepOutput',
  'listExecutions',
  'executionStream',
  'rawOutput',
  'uploadFiles',
  'uploadFile',
  'listInputFiles',
  'getInputFile',
  'listExecutionFiles',
  'enableJobExecution',
  'disableJobExecution',
  'enableJobSchedule',
  'disableJobSchedule',
  'enableJobExecutions',
  'disableJobExecutions',
  'enableJobSchedules',
  'disableJobSchedules',
  'getJobForecast',
  'listScheduledJobs',
  'getJobSchedule',
  'listExecutionNotifications',
  'getKey',
  'createKey',
  'updateKey',
  'deleteKey',
  'getPublicKey',
  'listOptionValues',
]);

/** A route that is called, with the project in its path. */
export interface CalledRoute {
  readonly name: RouteName;
  readonly access: AccessQuestion;
  readonly project: ProjectName | undefined;
}

/**
 * Returns whether a token for some projects may call a route. Runners can serve several projects, so such a token may
 * see and ping them, but not change them.
 */
export function isRouteWithin(
  projects: readonly ProjectName[],
  { name, access, project }: CalledRoute,
): boolean {
  if (project === undefined) return OUTSIDE_PROJECTS.has(name);
  if (access.resource === 'runner' && access.action !== 'read' && access.action !== 'ping') return false;
  return projects.includes(project);
}
