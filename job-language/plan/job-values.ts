/** Descriptions of the values `job.*`, with Rundeck's names. */
export const JOB_VALUES = {
  name: 'name of the job',
  group: 'its group; blank without one',
  id: 'its id; none for an ad-hoc command',
  project: 'its project',
  execid: 'id of the execution',
  execIdForLogStore: 'as `execid`',
  executionType: '`user`, `scheduled`, `user-scheduled` or `adhoc`',
  username: 'user that started the execution',
  'user.name': 'as `username`',
  serverUrl: 'address of the coordinator',
  serverUUID: 'id of the coordinator',
  url: 'address of the execution',
  retryAttempt: 'number of retries so far',
  wasRetry: '`true` if the execution is a retry',
  retryInitialExecId: 'id of the execution that was retried first; none if this is no retry',
  retryPrevExecId: 'id of the execution before this one; none if this is no retry',
  executionUuid: 'UUID of the execution',
  loglevel: 'log level of the run',
  filter: 'node filter of the run; none without one',
  threadcount: 'number of nodes at a time',
  successOnEmptyNodeFilter: '`true` if a run without matching nodes succeeds',
} as const satisfies Record<string, string>;

export type JobValues = { readonly [Name in keyof typeof JOB_VALUES]?: string };

/** The job, as the values of its steps and notifications describe it. */
export interface DescribedJob {
  readonly name: string;
  readonly group?: string | undefined;
  readonly id?: string | undefined;
  readonly project: string;
}

export interface RetriedRun {
  /** 0 for the first execution. */
  readonly attempt: number;
  /** Ids of the first and the previous execution. */
  readonly initial?: number | undefined;
  readonly previous?: number | undefined;
}

/** The execution, as the values of its steps and notifications describe it. */
export interface RunExecution {
  readonly executionId: string;
  readonly user: string;
  readonly executionType: string;
  /** Address of the coordinator, without a trailing slash. */
  readonly serverUrl: string;
  /** Address of the execution. */
  readonly url: string;
  readonly retry?: RetriedRun | undefined;
}

/** Returns the `job.*` values that identify a job. A referenced job has separate values. */
export function identityValues({ name, group = '', id, project }: DescribedJob): Record<string, string> {
  return { name, group, ...(id === undefined ? {} : { id }), project } satisfies JobValues;
}

/** Returns the `job.*` values that describe the execution. */
export function executionValues(run: RunExecution): Record<string, string> {
  const { attempt, initial, previous } = run.retry ?? { attempt: 0 };
  return {
    execid: run.executionId,
    execIdForLogStore: run.executionId,
    executionType: run.executionType,
    username: run.user,
    'user.name': run.user,
    serverUrl: run.serverUrl,
    url: run.url,
    retryAttempt: String(attempt),
    wasRetry: String(attempt > 0),
    ...(initial === undefined ? {} : { retryInitialExecId: String(initial) }),
    ...(previous === undefined ? {} : { retryPrevExecId: String(previous) }),
  } satisfies JobValues;
}
