import * as l10n from '@vscode/l10n';
import type { ComparedJob } from '../../job-language/sync/compare-folder.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { targetName } from '../connection/connection-state.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';
import { openJobs } from './opened-jobs.ts';
import { resolveConflicts } from './resolve-conflicts.ts';
import { jobChoices } from './state-texts.ts';

const commandTitle = () => l10n.t('Push Jobs');
const PUSHED: ReadonlySet<string> = new Set(['modified', 'only-here', 'deleted-here']);
const IN_CONFLICT: ReadonlySet<string> = new Set(['conflict', 'deleted-there']);

/** Sends changed job files of a linked folder to the coordinator. Jobs with a conflict are resolved one by one. */
export const pushJobs: Command = async (context, subject) => {
  const opened = await openJobs(
    context,
    commandTitle(),
    subject.kind === 'document' ? subject.uri : undefined,
  );
  if (opened === undefined) return;
  const { linked, folder } = opened;
  const { jobs } = linked.compared;
  const changed = jobs.filter(({ state }) => PUSHED.has(state));
  const conflicts = jobs.filter(({ state }) => IN_CONFLICT.has(state));
  if (changed.length > 0) {
    const chosen = await context.prompts.chooseSeveral({
      title: l10n.t('Push Jobs to {0} on {1}', folder.link.project, coordinatorName(context)),
      placeHolder: l10n.t('Choose the jobs to save, create or delete on the coordinator'),
      choices: jobChoices(changed),
    });
    if (chosen === undefined || !(await confirmDeletions(context, folder.link.project, chosen))) return;
    const results = await linked.push(chosen);
    context.linkedFolders.refresh();
    const failed = results.flatMap(({ step, problem }) =>
      problem === undefined ? [] : [`${step.job.path}: ${problem}`],
    );
    const done = results.length - failed.length;
    const problems = failed.join(' ');
    if (failed.length > 0)
      await context.prompts.error(
        done === 1
          ? l10n.t('1 job pushed. Not pushed: {0}', problems)
          : l10n.t('{0} jobs pushed. Not pushed: {1}', done, problems),
      );
    else
      await context.prompts.inform(
        done === 1
          ? l10n.t('1 job pushed to {0}.', folder.link.project)
          : l10n.t('{0} jobs pushed to {1}.', done, folder.link.project),
      );
  }
  if (conflicts.length > 0)
    await offerToResolve(context, conflicts.length, () => resolveConflicts(context, opened, conflicts));
  else if (changed.length === 0) await context.prompts.inform(l10n.t('No job file has changes to push.'));
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
    message:
      deleted.length === 1
        ? l10n.t('Delete 1 job of {0} on {1}?', project, coordinatorName(context))
        : l10n.t('Delete {0} jobs of {1} on {2}?', deleted.length, project, coordinatorName(context)),
    detail: l10n.t('The folder no longer contains {0}.', namesText(deleted, MOST_NAMED)),
    verb: l10n.t('Delete and Push'),
  });
}

/** Returns the name of the coordinator that the window is connected to. */
function coordinatorName({ connection: { state } }: CommandContext): string {
  return state.kind === 'none' ? l10n.t('no coordinator') : targetName(state.target);
}

async function offerToResolve(
  { prompts }: CommandContext,
  count: number,
  resolve: () => Promise<void>,
): Promise<void> {
  const message =
    count === 1
      ? l10n.t('1 job was not pushed, because it was also changed or deleted on the coordinator.')
      : l10n.t(
          '{0} jobs were not pushed, because they were also changed or deleted on the coordinator.',
          count,
        );
  if ((await prompts.warn(message, l10n.t('Resolve Conflicts…'))) !== undefined) await resolve();
}
