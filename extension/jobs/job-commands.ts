import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { JobId } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickJob, pickJobs } from '../commands/pick.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';

/** Opens the YAML of a job. */
export const openJob: Command = async (context, subject) => {
  const job = await pickJob(context, subject, l10n.t('Edit Job as YAML'));
  if (job !== undefined) await context.editor.openJob(job);
};

/** Deletes a job, or all selected jobs. */
export const deleteJob: Command = async (context, subject, selected) => {
  const jobs = await pickJobs(context, subject, selected, l10n.t('Delete Job'));
  if (jobs.length === 0) return;
  const names = namesText(
    jobs.map((job) => `"${jobPath(job)}"`),
    MOST_NAMED,
  );
  const sure = await context.prompts.confirm({
    message: jobs.length === 1 ? l10n.t('Delete job {0}?', names) : l10n.t('Delete {0} jobs?', jobs.length),
    detail:
      jobs.length === 1
        ? l10n.t('Its definition will be lost. To keep a copy, export the job first.')
        : l10n.t('{0}. Their definitions will be lost. To keep a copy, export the jobs first.', names),
    verb: l10n.t('Delete'),
  });
  if (!sure) return;
  const client = clientOf(context);
  for (const job of jobs) await client.deleteJob({ params: { job: job.id } });
};

/** Creates a command that calls `act` for a job, or for all selected jobs. */
function commandOnJobs(title: () => string, act: (client: Client, job: JobId) => Promise<unknown>): Command {
  return async (context, subject, selected) => {
    const jobs = await pickJobs(context, subject, selected, title());
    const client = clientOf(context);
    for (const job of jobs) await act(client, job.id);
  };
}

export const enableJob = commandOnJobs(
  () => l10n.t('Enable Job'),
  (client, job) => client.enableJobExecution({ params: { job } }),
);
export const disableJob = commandOnJobs(
  () => l10n.t('Disable Job'),
  (client, job) => client.disableJobExecution({ params: { job } }),
);
export const enableSchedule = commandOnJobs(
  () => l10n.t('Enable Schedule'),
  (client, job) => client.enableJobSchedule({ params: { job } }),
);
export const disableSchedule = commandOnJobs(
  () => l10n.t('Disable Schedule'),
  (client, job) => client.disableJobSchedule({ params: { job } }),
);
