import type { TagChangeResult } from '../../protocol/routes/shapes/tag-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import { counted } from '../model/display-text.ts';

/** The confirmation of a change of tags. */
export interface TagChangeQuestion {
  /** A question that names the tags. */
  readonly message: string;
  /** A consequence of the change, shown before the list of changes. */
  readonly consequence?: string;
  readonly verb: string;
  readonly act: (how: { dryRun: boolean; leaveRest: boolean }) => Promise<TagChangeResult>;
}

/** Maximum number of filters, and of obstacles, that the confirmation lists. */
const MOST_NAMED = 5;

/** Shows what a change of tags would affect, asks for confirmation and applies it. */
export async function changeTags({ prompts }: CommandContext, question: TagChangeQuestion): Promise<void> {
  const would = await question.act({ dryRun: true, leaveRest: false });
  const isBlocked = would.obstacles.length > 0;
  const detail = [
    question.consequence,
    countsOf(would),
    filtersOf(would),
    isBlocked ? leftOut(would) : undefined,
  ];
  const sure = await prompts.confirm({
    message: question.message,
    detail: detail.filter((text) => text !== undefined).join('\n\n'),
    verb: isBlocked ? `${question.verb} the Rest` : question.verb,
  });
  if (sure) await question.act({ dryRun: false, leaveRest: isBlocked });
}

function countsOf({ runners, jobs, sources }: TagChangeResult): string {
  const counts = [counted(runners.length, 'runner'), counted(jobs.length, 'job')];
  if (sources.length === 0) return `${counts.join(' and ')} change together.`;
  return `${counts.join(', ')} and ${counted(sources.length, 'node source')} change together.`;
}

/** Lists the filters of jobs and node sources before and after the change. Undefined if no filter changes. */
function filtersOf({ jobs, sources }: TagChangeResult): string | undefined {
  const filters = [
    ...jobs.flatMap(({ name, project, filter }) =>
      filter === undefined ? [] : [{ what: `job ${name}`, project, filter }],
    ),
    ...sources.map(({ number, project, filter }) => ({ what: `node source ${number}`, project, filter })),
  ];
  if (filters.length === 0) return undefined;
  return listed(
    'These filters are rewritten:',
    filters.map(({ what, project, filter }) => `${what} (${project}): ${filter.before} → ${filter.after}`),
  );
}

function leftOut({ obstacles }: TagChangeResult): string {
  return listed(
    'These cannot be changed:',
    obstacles.map((it) => {
      const what = it.kind === 'execution' ? `execution #${it.executionId} of` : it.kind;
      return `${what} ${it.name} (${it.project}): ${it.problem}`;
    }),
  );
}

function listed(title: string, lines: readonly string[]): string {
  const more = lines.length - MOST_NAMED;
  const named = lines.slice(0, MOST_NAMED).map((line) => `• ${line}`);
  return [title, ...named, ...(more > 0 ? [`• ${more} more`] : [])].join('\n');
}
