import { jobPath } from '../../job-language/format/job-path.ts';
import { selectorParts } from '../../job-language/format/runner-selector.ts';
import { changedTags, type TagChange } from '../../job-language/tags/tag-change.ts';
import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { JobId } from '../../protocol/ids.ts';
import type { TagObstacle } from '../../protocol/routes/shapes/tag-shapes.ts';
import type { Executions } from '../executions/executions.ts';

/**
 * Returns the open executions that select runners by the changed tags, with their own runner filter or that of their
 * job.
 */
export function affectedExecutions(
  executions: Pick<Executions, 'open' | 'awaitingRetry'>,
  change: TagChange,
  tagsOf: (job: JobId) => readonly string[],
): TagObstacle[] {
  const obstacle = (execution: ExecutionSummary, tags: readonly string[], problem: string): TagObstacle[] => {
    if (changedTags(tags, change) === undefined) return [];
    const { id, jobId, project, jobGroup, jobName } = execution;
    const about = { executionId: id, ...(jobId === undefined ? {} : { jobId }) };
    return [
      { kind: 'execution', ...about, project, name: jobPath({ group: jobGroup, name: jobName }), problem },
    ];
  };
  const running = executions.open().flatMap((execution) => {
    const ofJob = execution.jobId === undefined ? [] : tagsOf(execution.jobId);
    return obstacle(
      execution,
      ownTags(execution) ?? ofJob,
      'it continues to require the tags with which it started',
    );
  });
  // A retry without its own filter uses the filter that the job has when the retry starts.
  const repeated = executions
    .awaitingRetry()
    .flatMap((execution) =>
      obstacle(execution, ownTags(execution) ?? [], 'its retry uses the tags with which it started'),
    );
  return [...running, ...repeated];
}

function ownTags({ runnerSelector }: ExecutionSummary): readonly string[] | undefined {
  return runnerSelector === undefined ? undefined : selectorParts(runnerSelector).tags;
}
