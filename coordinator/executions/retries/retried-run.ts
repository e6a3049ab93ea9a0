import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JobRetry } from '../../engine/events/events.ts';
import type { ExecutionState } from '../../engine/state/state.ts';
import type { SecureValueCache } from '../../keys/secure-value-cache.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import type { RunRequest } from '../executions.ts';

export interface RetriedRunParts {
  readonly definitions: Pick<CoordinatorDefinitions, 'snapshot'>;
  readonly secrets: Pick<SecureValueCache, 'get'>;
}

/**
 * Returns the run that retries a failed execution: the current version of its job, with the user, the options and the
 * other parameters of the failed execution. Throws `not-found` if the job no longer exists, and `data-damaged`.
 */
export async function retriedRun(
  { request, ended }: ExecutionState,
  { definitions, secrets }: RetriedRunParts,
): Promise<{ readonly request: RunRequest; readonly retry: JobRetry }> {
  const next = ended?.retry;
  const id = request.job?.id;
  const record = id === undefined ? undefined : (await definitions.snapshot()).get('jobs', id);
  if (next === undefined || record === undefined) {
    throw new OutrunnerError('not-found', { kind: 'Job', name: id ?? '' });
  }
  const secure =
    request.secureOptions.length === 0 ? {} : await secrets.get({ execution: request.id, scope: 0 });
  const logLevel = request.plan.values.job['loglevel'];
  return {
    request: {
      job: record,
      user: request.user,
      originator: request.originator,
      options: { ...request.options, ...secure },
      ...(request.executionType === undefined ? {} : { executionType: request.executionType }),
      ...(request.webhook === undefined ? {} : { webhook: request.webhook }),
      ...(logLevel === undefined ? {} : { logLevel }),
      ...(request.filter === undefined ? {} : { filter: request.filter }),
      ...(request.runnerSelector === undefined ? {} : { runnerSelector: request.runnerSelector }),
      ...(request.priority === undefined ? {} : { priority: request.priority }),
    },
    retry: next,
  };
}
