import type { Command, CommandContext } from '../commands/command.ts';
import { counted } from '../model/display-text.ts';
import { openJobs } from './opened-jobs.ts';
import { resolveConflicts } from './resolve-conflicts.ts';
import { jobChoices } from './state-texts.ts';

const TITLE = 'Push Jobs';
const PUSHED: ReadonlySet<string> = new Set(['modified', 'only-here', 'deleted-here']);
const IN_CONFLICT: ReadonlySet<string> = new Set(['conflict', 'deleted-there']);

/** Sends changed job files of a linked folder to the coordinator. Jobs with a conflict are resolved one by one. */
export const pushJobs: Command = async (context, subject) => {
  const opened = await openJobs(context, TITLE, subject.kind === 'document' ? subject.uri : undefined);
  if (opened === undefined) return;
  const { linked, folder } = opened;
  const { jobs } = linked.compared;
  const changed = jobs.filter(({ state }) => PUSHED.has(state));
  const conflicts = jobs.filter(({ state }) => IN_CONFLICT.has(state));
  if (changed.length > 0) {
    const chosen = await context.prompts.chooseSeveral({
      title: `${TITLE} to ${folder.link.project}`,
      placeHolder: 'Choose the jobs to save, create or delete on the coordinator',
      choices: jobChoices(changed),
    });
    if (chosen === undefined) return;
    const results = await linked.push(chosen);
    context.linkedFolders.refresh();
    const failed = results.flatMap(({ step, problem }) =>
      problem === undefined ? [] : [`${step.job.path}: ${problem}`],
    );
    const done = counted(results.length - failed.length, 'job');
    if (failed.length > 0) await context.prompts.error(`${done} pushed. Not pushed: ${failed.join(' ')}`);
    else await context.prompts.inform(`${done} pushed to ${folder.link.project}.`);
  }
  if (conflicts.length > 0)
    await offerToResolve(context, conflicts.length, () => resolveConflicts(context, opened, conflicts));
  else if (changed.length === 0) await context.prompts.inform('No job file has changes to push.');
};

async function offerToResolve(
  { prompts }: CommandContext,
  count: number,
  resolve: () => Promise<void>,
): Promise<void> {
  const message = `${counted(count, 'job')} not pushed, because the coordinator changed or deleted ${count === 1 ? 'it' : 'them'} too.`;
  if ((await prompts.warn(message, 'Resolve Conflicts…')) !== undefined) await resolve();
}
