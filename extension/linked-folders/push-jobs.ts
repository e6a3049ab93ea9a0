import type { ComparedJob } from '../../job-language/sync/compare-folder.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { targetName } from '../connection/connection-state.ts';
import { counted, MOST_NAMED, namesText } from '../model/display-text.ts';
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
      title: `${TITLE} to ${folder.link.project} on ${coordinatorName(context)}`,
      placeHolder: 'Choose the jobs to save, create or delete on the coordinator',
      choices: jobChoices(changed),
    });
    if (chosen === undefined || !(await confirmDeletions(context, folder.link.project, chosen))) return;
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

/** Asks before jobs are deleted on the coordinator. Returns true if none would be. */
async function confirmDeletions(
  context: CommandContext,
  project: string,
  chosen: readonly ComparedJob[],
): Promise<boolean> {
  const deleted = chosen.filter(({ state }) => state === 'deleted-here').map(({ path }) => path);
  if (deleted.length === 0) return true;
  return context.prompts.confirm({
    message: `Delete ${counted(deleted.length, 'job')} of ${project} on ${coordinatorName(context)}?`,
    detail: `The folder no longer contains ${namesText(deleted, MOST_NAMED)}.`,
    verb: 'Delete and Push',
  });
}

/** Returns the name of the coordinator that the window is connected to. */
function coordinatorName({ connection: { state } }: CommandContext): string {
  return state.kind === 'none' ? 'no coordinator' : targetName(state.target);
}

async function offerToResolve(
  { prompts }: CommandContext,
  count: number,
  resolve: () => Promise<void>,
): Promise<void> {
  const message = `${counted(count, 'job')} not pushed, because the coordinator changed or deleted ${count === 1 ? 'it' : 'them'} too.`;
  if ((await prompts.warn(message, 'Resolve Conflicts…')) !== undefined) await resolve();
}
