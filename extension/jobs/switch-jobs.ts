import type { Client } from '../../protocol/client/client.ts';
import type { JobId } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';

/** Creates a command that calls `act` for a job, or for all selected jobs. */
function commandOnJobs(title: string, act: (client: Client, job: JobId) => Promise<unknown>): Command {
  return async (context, subject, selected) => {
    const ids = new Set<string>(selected.flatMap((it) => (it.kind === 'job' ? it.jobId : [])));
    const several = ids.size > 1 ? context.model().jobs.filter((job) => ids.has(job.id)) : [];
    const one = several.length === 0 ? await pickJob(context, subject, title) : undefined;
    const client = clientOf(context);
    for (const job of one === undefined ? several : [one]) await act(client, job.id);
  };
}

export const enableJob = commandOnJobs('Enable Job', (client, job) =>
  client.enableJobExecution({ params: { job } }),
);
export const disableJob = commandOnJobs('Disable Job', (client, job) =>
  client.disableJobExecution({ params: { job } }),
);
export const enableSchedule = commandOnJobs('Enable Schedule', (client, job) =>
  client.enableJobSchedule({ params: { job } }),
);
export const disableSchedule = commandOnJobs('Disable Schedule', (client, job) =>
  client.disableJobSchedule({ params: { job } }),
);
