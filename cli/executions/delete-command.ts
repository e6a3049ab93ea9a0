import type { Command } from 'commander';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId, ProjectName } from '../../protocol/ids.ts';
import { type DeletedExecutions, deletedExecutions } from '../../protocol/routes/shapes/deletion-shapes.ts';
import { projectOption } from '../arguments/project-option.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { executionId, findJob } from '../session/find.ts';
import { print } from '../session/print.ts';
import { type ClientSession, projectOf } from '../session/session.ts';

/** Maximum number of executions that one request deletes. */
const PAGE = 1000;

interface DeleteOptions {
  readonly job?: string;
  readonly olderThan?: string;
  readonly project?: string;
}

/** Declares `outrunner execution delete`. */
export function deleteCommand(group: Command, host: Host): void {
  clientAction<[string[], DeleteOptions]>(
    host,
    group
      .command('delete')
      .argument('[id...]')
      .description('delete executions that have ended, with their output')
      .option('--job <job>', 'the executions of this job')
      .option('--older-than <age>', 'the executions that ended before this age, such as 90d, 12h or 1y')
      .option(...projectOption('project of the job, or of the old executions (default: $OUTRUNNER_PROJECT)')),
    async (session, ids, options) => {
      const result = await deleted(session, ids, options, host);
      await print(session, result, describe);
      return result.allsuccessful ? EXIT.succeeded : EXIT.failed;
    },
  );
}

async function deleted(
  { client }: ClientSession,
  ids: readonly string[],
  { job: named, olderThan, project }: DeleteOptions,
  { environment }: Host,
): Promise<DeletedExecutions> {
  if (ids.length > 0 === (named !== undefined || olderThan !== undefined)) {
    throw new OutrunnerError('usage', {
      problem: 'It is not clear which executions to delete.',
      remedy: 'Name their ids, or use --job or --older-than.',
    });
  }
  if (ids.length > 0) return client.deleteExecutions({ body: { ids: ids.map(executionId) } });
  const job = named === undefined ? undefined : await findJob(client, named, project, environment);
  if (olderThan !== undefined)
    return deleteOlder(client, job?.project ?? projectOf(project, environment), olderThan, job?.id);
  if (job === undefined) throw new TypeError('either option is set');
  return client.deleteJobExecutions({ params: { job: job.id } });
}

/** Deletes page by page. Executions that cannot be deleted stay in the list, so later pages begin after them. */
async function deleteOlder(
  client: ClientSession['client'],
  project: ProjectName,
  olderFilter: string,
  job: JobId | undefined,
): Promise<DeletedExecutions> {
  const failures: DeletedExecutions['failures'] = [];
  let requestCount = 0;
  for (;;) {
    const { executions } = await client.listProjectExecutions({
      params: { project },
      query: {
        olderFilter,
        max: PAGE,
        offset: failures.length,
        ...(job === undefined ? {} : { jobIdListFilter: [job] }),
      },
    });
    if (executions.length > 0) {
      const ids: ExecutionId[] = executions.map(({ id }) => id);
      const page = await client.deleteExecutions({ body: { ids } });
      requestCount += page.requestCount;
      failures.push(...page.failures);
    }
    if (executions.length < PAGE) break;
  }
  return deletedExecutions(requestCount, failures);
}

function describe({ requestCount, successCount, failures }: DeletedExecutions): string {
  const lines = failures.map(({ id, message }) => `execution ${id} was not deleted: ${message}\n`);
  return `deleted ${successCount} of ${requestCount} executions\n${lines.join('')}`;
}
