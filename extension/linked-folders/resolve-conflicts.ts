import * as l10n from '@vscode/l10n';
import type { ComparedJob } from '../../job-language/sync/compare-folder.ts';
import type { CommandContext } from '../commands/command.ts';
import type { PickItem, Prompts } from '../prompts/prompts.ts';
import type { OpenedJobs } from './opened-jobs.ts';

type Resolution = 'merge' | 'file' | 'coordinator' | 'compare';

/** Asks how to resolve each conflict, and applies the answer. Ends when the user dismisses a question. */
export async function resolveConflicts(
  context: CommandContext,
  opened: OpenedJobs,
  conflicts: readonly ComparedJob[],
): Promise<void> {
  for (const job of conflicts) {
    const resolution = await context.prompts.choose({
      title: l10n.t('Resolve Conflict in {0}', job.path),
      placeHolder: l10n.t('The job changed in the folder and on the coordinator'),
      choices: choicesFor(job),
    });
    if (resolution === undefined) return;
    await resolve(context, opened, job, resolution);
    context.linkedFolders.refresh();
  }
}

function choicesFor({ local, remote }: ComparedJob): readonly PickItem<Resolution>[] {
  const both: readonly PickItem<Resolution>[] = [
    {
      label: l10n.t('Merge'),
      description: l10n.t('Merge both changes into the file, and mark those that overlap'),
      value: 'merge',
    },
    {
      label: l10n.t('Compare'),
      description: l10n.t('Show both versions, and decide later'),
      value: 'compare',
    },
  ];
  return [
    ...(local !== undefined && remote !== undefined ? both : []),
    {
      label: l10n.t('Use Folder'),
      description:
        local === undefined
          ? l10n.t('Delete the job on the coordinator')
          : l10n.t('Replace the job on the coordinator'),
      value: 'file',
    },
    {
      label: l10n.t('Use Coordinator'),
      description: remote === undefined ? l10n.t('Delete the file') : l10n.t('Replace the file'),
      value: 'coordinator',
    },
  ];
}

async function resolve(
  { prompts }: CommandContext,
  { folder, linked }: OpenedJobs,
  job: ComparedJob,
  resolution: Resolution,
): Promise<void> {
  switch (resolution) {
    case 'compare':
      await compareJob({ folder, linked }, job);
      return;
    case 'file': {
      if (
        job.local === undefined &&
        !(await confirmDeletion(prompts, l10n.t('Delete job {0} on the coordinator?', job.path), 'file'))
      )
        return;
      const [failed] = (await linked.push([job])).filter(({ problem }) => problem !== undefined);
      if (failed !== undefined) await prompts.error(`${job.path}: ${failed.problem}`);
      return;
    }
    case 'coordinator':
      if (
        job.remote === undefined &&
        !(await confirmDeletion(prompts, l10n.t('Delete the file of job {0}?', job.path), 'job'))
      )
        return;
      await linked.pull([job], { force: true, merge: false });
      return;
    case 'merge': {
      const [result] = await linked.pull([job], { force: false, merge: true });
      if (result === undefined) return;
      await folder.show(result.file);
      if (result.act === 'unresolved') {
        await prompts.warn(
          l10n.t(
            '{0} contains overlapping changes. Accept a change at each conflict marker, save the file, and push it.',
            result.file,
          ),
        );
      }
    }
  }
}

/** Asks whether to delete a job whose file was deleted, or the file of a job that was deleted. */
function confirmDeletion(prompts: Prompts, message: string, deleted: 'file' | 'job'): Promise<boolean> {
  return prompts.confirm({
    message,
    detail:
      deleted === 'file'
        ? l10n.t(
            'The file was deleted in the folder, and the job was changed on the coordinator. This change will be lost.',
          )
        : l10n.t(
            'The job was deleted on the coordinator, and its file was changed. This change will be lost.',
          ),
    verb: l10n.t('Delete'),
  });
}

/** Compares a job on the coordinator with its file in a diff editor. */
export async function compareJob(
  { folder, linked }: OpenedJobs,
  { local, remote }: ComparedJob,
): Promise<void> {
  if (local === undefined) return;
  const stored = remote === undefined ? '' : await linked.remoteText(remote);
  const name =
    remote === undefined
      ? `${l10n.t('Missing on the Coordinator')}.yaml`
      : `${l10n.t('Coordinator {0}', remote.name)}.yaml`;
  await folder.compare({ name, text: stored }, local.file);
}
