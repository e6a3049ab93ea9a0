import type { TagChangeResult } from '../../protocol/routes/shapes/tag-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import { counted } from '../model/display-text.ts';

export interface TagChangeQuestion {
  /** Names the tags. */
  readonly message: string;
  /** Said before what is changed. */
  readonly consequence?: string;
  readonly verb: string;
  readonly act: (how: { dryRun: boolean; leaveRest: boolean }) => Promise<TagChangeResult>;
}

/** How many filters, and how many of what is in the way, are named in a question. */
const MOST_NAMED = 5;

/** Asks with the counts of what a change of tags would reach, and makes it. */
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
  if (sources.length === 0) return `${counts.join(' and ')} change, in one act.`;
  return `${counts.join(', ')} and ${counted(sources.length, 'source')} of nodes change, in one act.`;
}

/** Typed-in filters and those of sources, before and after; undefined: there are none. */
function filtersOf({ jobs, sources }: TagChangeResult): string | undefined {
  const filters = [
    ...jobs.flatMap(({ name, project, filter }) =>
      filter === undefined ? [] : [{ what: `job ${name}`, project, filter }],
    ),
    ...sources.map(({ number, project, filter }) => ({ what: `source ${number}`, project, filter })),
  ];
  if (filters.length === 0) return undefined;
  return listed(
    'These filters are rewritten:',
    filters.map(({ what, project, filter }) => `${what} (${project}): ${filter.before} → ${filter.after}`),
  );
}

function leftOut({ obstacles }: TagChangeResult): string {
  return listed(
    'These stay as they are:',
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
