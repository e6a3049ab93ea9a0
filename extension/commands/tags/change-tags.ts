import type { TagChangeResult } from '../../../protocol/routes/shapes/tag-shapes.ts';
import { counted } from '../../views/words.ts';
import type { CommandContext } from '../command.ts';

export interface TagChangeQuestion {
  /** Names the tags. */
  readonly message: string;
  /** Said before what is changed. */
  readonly consequence?: string;
  readonly verb: string;
  readonly act: (how: { dryRun: boolean; leaveRest: boolean }) => Promise<TagChangeResult>;
}

/** How many of what is in the way are named in a question. */
const MOST_NAMED = 5;

/** Asks with the counts of what a change of tags would reach, and makes it. */
export async function changeTags({ prompts }: CommandContext, question: TagChangeQuestion): Promise<void> {
  const would = await question.act({ dryRun: true, leaveRest: false });
  const counts = `${counted(would.runners.length, 'runner')} and ${counted(would.jobs.length, 'job')} change, in one act.`;
  const isBlocked = would.obstacles.length > 0;
  const detail = [question.consequence, counts, isBlocked ? leftOut(would) : undefined];
  const sure = await prompts.confirm({
    message: question.message,
    detail: detail.filter((text) => text !== undefined).join('\n\n'),
    verb: isBlocked ? `${question.verb} the Rest` : question.verb,
  });
  if (sure) await question.act({ dryRun: false, leaveRest: isBlocked });
}

function leftOut({ obstacles }: TagChangeResult): string {
  const named = obstacles.slice(0, MOST_NAMED).map((it) => {
    const what = it.kind === 'job' ? 'job' : `execution #${it.executionId} of`;
    return `• ${what} ${it.name} (${it.project}): ${it.problem}`;
  });
  const more = obstacles.length - named.length;
  return ['These stay as they are:', ...named, ...(more > 0 ? [`• ${more} more`] : [])].join('\n');
}
