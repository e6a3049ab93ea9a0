import type { Job } from '../../job-language/format/job.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import { changedSelector, type SelectorChange } from '../../job-language/tags/changed-selector.ts';
import { meansTag } from '../../job-language/tags/possible-tags.ts';
import type { TagChange } from '../../job-language/tags/tag-change.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { TagObstacle } from '../../protocol/routes/shapes/tag-shapes.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';

/** Maximum number of obstacles that an error message lists. */
const MOST_NAMED = 10;

/** Returns how a tag change alters the job's selector, or why the selector cannot be updated. */
export async function jobChange(
  record: JobRecord,
  change: TagChange,
  parsed: (record: JobRecord) => Promise<Job>,
): Promise<SelectorChange> {
  const result = changedSelector(record.selector, change);
  if (result.kind === 'blocked') return result;
  const open = record.selector.tags.filter((tag) => tag.includes('${'));
  if (open.length === 0) return result;
  const { options } = await parsed(record);
  for (const part of open) {
    const meant = change.from.find((tag) => tag !== change.to && meansTag(part, options, tag));
    if (meant === undefined) continue;
    return { kind: 'blocked', problem: `${part} may expand to \`${meant}\` when it runs` };
  }
  return result;
}

export function jobObstacle({ id, project, group, name }: JobRecord, problem: string): TagObstacle {
  return { kind: 'job', jobId: id, project, name: jobPath({ group, name }), problem };
}

/** Returns the error that refuses a change of tags because of the obstacles. */
export function refusal(change: TagChange, obstacles: readonly TagObstacle[]): OutrunnerError {
  const named = obstacles
    .slice(0, MOST_NAMED)
    .map((it) => `${inWords(it)} of project ${it.project}: ${it.problem}`);
  const more = obstacles.length - named.length;
  return new OutrunnerError('tags-in-the-way', {
    tags: change.from.join(', '),
    problem: more > 0 ? `${named.join('; ')}; and ${more} more` : named.join('; '),
  });
}

function inWords({ kind, name, executionId }: TagObstacle): string {
  return kind === 'execution' ? `execution ${executionId} of job ${name}` : `${kind} ${name}`;
}
