import { jobPath } from '../../job-language/format/job-path.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';
import { askFilter } from '../nodes/ask-filter.ts';
import { nodeNames } from '../nodes/list-nodes.ts';
import { runWith } from './run-job.ts';

/** Runs a job on the nodes of a saved or typed filter, instead of the job's own filter. */
export const runJobOnNodes: Command = async (context, subject) => {
  const title = 'Run Job on Nodes';
  const job = await pickJob(context, subject, title);
  if (job === undefined) return;
  const question = {
    title: `${title}: ${jobPath(job)}`,
    project: job.project,
    empty: 'the nodes of the job',
  };
  const filter = await askFilter(context, question);
  if (filter === undefined) return;
  if (filter !== '') {
    const names = await nodeNames(clientOf(context), job.project, filter);
    if (names.length === 0) {
      await context.prompts.warn(`The filter "${filter}" selects no node in ${job.project}.`);
      return;
    }
  }
  await runWith(context, job, {}, filter === '' ? {} : { filter });
};
