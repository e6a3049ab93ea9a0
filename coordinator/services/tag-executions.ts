import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { JobId } from '../../protocol/ids.ts';
import { jobPath } from '../../protocol/job/job-path.ts';
import { selectorParts } from '../../protocol/job/runner-selector.ts';
import type { TagObstacle } from '../../protocol/routes/shapes/tag-shapes.ts';
import { changedTags, type TagChange } from '../../protocol/tags/tag-change.ts';

/** The executions that go on asking for tags that change: those of their own runner filter, or of their job. */
export function askingExecutions(
  running: readonly ExecutionSummary[],
  change: TagChange,
  tagsOf: (job: JobId) => readonly string[],
): TagObstacle[] {
  return running.flatMap((execution) => {
    const { id, jobId, project, jobGroup, jobName, runnerSelector } = execution;
    const ofJob = jobId === undefined ? [] : tagsOf(jobId);
    const tags = runnerSelector === undefined ? ofJob : selectorParts(runnerSelector).tags;
    if (changedTags(tags, change) === undefined) return [];
    const about = { executionId: id, ...(jobId === undefined ? {} : { jobId }) };
    const name = jobPath({ group: jobGroup, name: jobName });
    const problem = 'it goes on asking for the tags that it began with';
    return [{ kind: 'execution', ...about, project, name, problem }];
  });
}
