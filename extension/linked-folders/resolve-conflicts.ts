import type { ComparedJob } from '../../job-language/sync/compare-folder.ts';
import type { CommandContext } from '../commands/command.ts';
import type { PickItem, Prompts } from '../prompts/prompts.ts';
import type { OpenedJobs } from './opened-jobs.ts';

type Resolution = 'merge' | 'file' | 'coordinator' | 'compare';

/** Asks how to resolve each conflict, and does so. Ends when the user dismisses a question. */
export async function resolveConflicts(
  context: CommandContext,
  opened: OpenedJobs,
  conflicts: readonly ComparedJob[],
): Promise<void> {
  for (const job of conflicts) {
    const resolution = await context.prompts.choose({
      title: `Resolve Conflict in ${job.path}`,
      placeHolder: 'The job changed in the folder and on the coordinator',
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
      label: 'Merge',
      description: 'Both changes into the file, with marks where they overlap',
      value: 'merge',
    },
    { label: 'Compare', description: 'Show both sides, and decide later', value: 'compare' },
  ];
  return [
    ...(local !== undefined && remote !== undefined ? both : []),
    {
      label: 'Use Folder',
      description:
        local === undefined ? 'Delete the job on the coordinator' : 'Replace the job on the coordinator',
      value: 'file',
    },
    {
      label: 'Use Coordinator',
      description: remote === undefined ? 'Delete the file' : 'Replace the file',
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
      if (job.local === undefined && !(await confirmDeletion(prompts, `job ${job.path} on the coordinator`)))
        return;
      const [failed] = (await linked.push([job])).filter(({ problem }) => problem !== undefined);
      if (failed !== undefined) await prompts.error(`${job.path}: ${failed.problem}`);
      return;
    }
    case 'coordinator':
      if (job.remote === undefined && !(await confirmDeletion(prompts, `the file of job ${job.path}`)))
        return;
      await linked.pull([job], { force: true, merge: false });
      return;
    case 'merge': {
      const [result] = await linked.pull([job], { force: false, merge: true });
      if (result === undefined) return;
      await folder.show(result.file);
      if (result.act === 'unresolved') {
        await prompts.warn(
          `${result.file} contains changes that overlap. Accept a change at each mark, save the file, and push it.`,
        );
      }
    }
  }
}

function confirmDeletion(prompts: Prompts, what: string): Promise<boolean> {
  return prompts.confirm({
    message: `Delete ${what}?`,
    detail: 'The other side was deleted already. The change that was made since then is lost.',
    verb: 'Delete',
  });
}

/** Compares the stored text of a job with its file in a diff editor. */
export async function compareJob(
  { folder, linked }: OpenedJobs,
  { local, remote }: ComparedJob,
): Promise<void> {
  if (local === undefined) return;
  const stored = remote === undefined ? '' : await linked.remoteText(remote);
  const name = remote === undefined ? 'Not on the Coordinator.yaml' : `Coordinator ${remote.name}.yaml`;
  await folder.compare({ name, text: stored }, local.file);
}
