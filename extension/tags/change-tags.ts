import * as l10n from '@vscode/l10n';
import type { TagChangeResult } from '../../protocol/routes/shapes/tag-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import { counted } from '../model/display-text.ts';

/** The confirmation of a change of tags. */
export interface TagChangeQuestion {
  /** A question with the names of the tags. */
  readonly message: string;
  /** A consequence of the change, shown before the list of changes. */
  readonly consequence?: string;
  readonly verb: string;
  /** The verb if the change leaves out jobs or node sources that cannot be changed. */
  readonly restVerb: string;
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
    verb: isBlocked ? question.restVerb : question.verb,
  });
  if (sure) await question.act({ dryRun: false, leaveRest: isBlocked });
}

function countsOf({ runners, jobs, sources }: TagChangeResult): string {
  const counts = [counted(runners.length, 'runner'), counted(jobs.length, 'job')] as const;
  const [ofRunners, ofJobs] = counts;
  if (sources.length === 0) return l10n.t('{0} and {1} will be changed in one step.', ofRunners, ofJobs);
  const ofSources = counted(sources.length, 'node source');
  return l10n.t('{0}, {1} and {2} will be changed in one step.', ofRunners, ofJobs, ofSources);
}

/** Lists the filters of jobs and node sources before and after the change. Undefined if no filter changes. */
function filtersOf({ jobs, sources }: TagChangeResult): string | undefined {
  const filters = [
    ...jobs.flatMap(({ name, project, filter }) =>
      filter === undefined ? [] : [{ what: l10n.t('job {0}', name), project, filter }],
    ),
    ...sources.map(({ number, project, filter }) => ({
      what: l10n.t('node source {0}', number),
      project,
      filter,
    })),
  ];
  if (filters.length === 0) return undefined;
  return listed(
    l10n.t('These filters are rewritten:'),
    filters.map(({ what, project, filter }) => `${what} (${project}): ${filter.before} → ${filter.after}`),
  );
}

function leftOut({ obstacles }: TagChangeResult): string {
  return listed(
    l10n.t('These cannot be changed:'),
    obstacles.map((it) => {
      const what =
        it.executionId !== undefined
          ? l10n.t('execution {0} of {1}', it.executionId, it.name)
          : it.kind === 'job'
            ? l10n.t('job {0}', it.name)
            : `${it.kind} ${it.name}`;
      return `${what} (${it.project}): ${it.problem}`;
    }),
  );
}

function listed(title: string, lines: readonly string[]): string {
  const more = lines.length - MOST_NAMED;
  const named = lines.slice(0, MOST_NAMED).map((line) => `• ${line}`);
  return [title, ...named, ...(more > 0 ? [`• ${l10n.t('{0} more', more)}`] : [])].join('\n');
}
