import { jobPath } from '../../job-language/format/job-path.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';

/** Deletes a job, or all selected jobs. */
export const deleteJob: Command = async (context, subject, selected) => {
  const ids = new Set<string>(selected.flatMap((it) => (it.kind === 'job' ? it.jobId : [])));
  const several = ids.size > 1 ? context.model().jobs.filter((job) => ids.has(job.id)) : [];
  const one = several.length === 0 ? await pickJob(context, subject, 'Delete Job') : undefined;
  const jobs = one === undefined ? several : [one];
  if (jobs.length === 0) return;
  const names = namesText(
    jobs.map((job) => `"${jobPath(job)}"`),
    MOST_NAMED,
  );
  const sure = await context.prompts.confirm({
    message: jobs.length === 1 ? `Delete job ${names}?` : `Delete ${jobs.length} jobs?`,
    detail: `${jobs.length === 1 ? '' : `${names}. `}${jobs.length === 1 ? 'Its definition' : 'Their definitions'} will be lost. To keep ${jobs.length === 1 ? 'it' : 'them'}, export first.`,
    verb: 'Delete',
  });
  if (!sure) return;
  const client = clientOf(context);
  for (const job of jobs) await client.deleteJob({ params: { job: job.id } });
};
