import type { JobRecord } from '../../protocol/entities/job-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Job } from '../../protocol/job/job.ts';
import { jobPath } from '../../protocol/job/job-path.ts';
import type { TagObstacle } from '../../protocol/routes/shapes/tag-shapes.ts';
import { possibleTags } from '../../protocol/tags/possible-tags.ts';
import { changedTags, type TagChange } from '../../protocol/tags/tag-change.ts';

/** Named in the message of a refusal. */
const MOST_NAMED = 10;

/** Why a job cannot follow a change of tags; undefined where it can, or has nothing to do with it. */
export async function obstacleIn(
  record: JobRecord,
  change: TagChange,
  parsed: (record: JobRecord) => Promise<Job>,
): Promise<TagObstacle | undefined> {
  const { tags, expression } = record.selector;
  if (expression !== undefined && changedTags(tags, change) !== undefined)
    return obstacle(record, 'its typed-in filter names the tag');
  if (changedTags(tags, change)?.length === 0)
    return obstacle(record, 'it asks for no other tag, and would be left without a runner');
  const open = tags.filter((tag) => tag.includes('${'));
  if (open.length === 0) return undefined;
  const { options } = await parsed(record);
  for (const part of open) {
    const possible = possibleTags(part, options);
    const meant = change.from.find((tag) => tag !== change.to && possible?.has(tag) !== false);
    if (meant !== undefined) return obstacle(record, `${part} may stand for \`${meant}\` when it runs`);
  }
  return undefined;
}

export function obstacle(record: JobRecord, problem: string): TagObstacle {
  return { kind: 'job', jobId: record.id, project: record.project, name: jobPath(record), problem };
}

/** The refusal of a change of tags, which names what is in its way. */
export function refusal(change: TagChange, obstacles: readonly TagObstacle[]): OutrunnerError {
  const named = obstacles.slice(0, MOST_NAMED).map((it) => {
    const what = it.kind === 'job' ? 'job' : `execution ${it.executionId} of job`;
    return `${what} ${it.name} of project ${it.project}: ${it.problem}`;
  });
  const more = obstacles.length - named.length;
  return new OutrunnerError('tags-in-the-way', {
    tags: change.from.join(', '),
    problem: more > 0 ? `${named.join('; ')}; and ${more} more` : named.join('; '),
  });
}
