import * as l10n from '@vscode/l10n';
import type { Command } from '../commands/command.ts';
import { openJobs } from './opened-jobs.ts';
import { resolveConflicts } from './resolve-conflicts.ts';
import { jobChoices } from './state-texts.ts';

const commandTitle = () => l10n.t('Pull Jobs');
const PULLED: ReadonlySet<string> = new Set(['behind', 'only-there', 'deleted-there']);

/** Writes changes of the coordinator into the job files of a linked folder. Conflicts are resolved one by one. */
export const pullJobs: Command = async (context, subject) => {
  const opened = await openJobs(
    context,
    commandTitle(),
    subject.kind === 'document' ? subject.uri : undefined,
  );
  if (opened === undefined) return;
  const { linked, folder } = opened;
  const { jobs } = linked.compared;
  const changed = jobs.filter(({ state }) => PULLED.has(state));
  let conflicts = jobs.filter(({ state }) => state === 'conflict');
  if (changed.length > 0) {
    const chosen = await context.prompts.chooseSeveral({
      title: l10n.t('Pull Jobs from {0}', folder.link.project),
      placeHolder: l10n.t('Choose the job files to write, create or delete'),
      choices: jobChoices(changed),
    });
    if (chosen === undefined) return;
    const results = await linked.pull(chosen, { force: false, merge: false });
    context.linkedFolders.refresh();
    // Comments of the file may collide with a change of the coordinator.
    const refused = results.filter(({ act }) => act === 'conflict').map(({ job }) => job);
    conflicts = [...conflicts, ...refused];
    await context.prompts.inform(pulledText(results.length - refused.length, folder.link.project));
  }
  if (conflicts.length > 0) await resolveConflicts(context, opened, conflicts);
  else if (changed.length === 0)
    await context.prompts.inform(l10n.t('The coordinator has no changes to pull.'));
};

function pulledText(count: number, project: string): string {
  return count === 1
    ? l10n.t('1 job pulled from {0}.', project)
    : l10n.t('{0} jobs pulled from {1}.', count, project);
}
