import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { ExecutionStatus } from '../../protocol/entities/execution.ts';
import { type ExecutionRowFilter, NO_FILTER } from '../arrangement/execution-filter.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';
import { statusName } from '../model/state-names.ts';

const commandTitle = () => l10n.t('Filter Executions');

/** Asks for a job, a status or a text, and shows only the executions that match. */
export const filterExecutions: Command = async (context, subject) => {
  const { filter } = context.executions;
  const key = subject.kind === 'job' ? 'job' : await askForKey(context, filter);
  if (key === undefined) return;
  if (key === 'job') {
    const job = await pickJob(context, subject, commandTitle());
    if (job === undefined) return;
    await context.executions.setFilter({ ...filter, job: { id: job.id, name: jobPath(job) } });
    return;
  }
  const changed = key === 'status' ? await askForStatus(context) : await askForText(context, filter);
  if (changed !== undefined) await context.executions.setFilter({ ...filter, ...changed });
};

/** Shows all executions again. */
export const clearExecutionFilter: Command = async ({ executions }) => executions.setFilter(NO_FILTER);

/** Shows older executions. */
export const loadMoreExecutions: Command = async ({ executions }) => executions.loadMore();

function askForKey({ prompts }: CommandContext, { job, status, text }: ExecutionRowFilter) {
  return prompts.choose<keyof ExecutionRowFilter>({
    title: commandTitle(),
    placeHolder: l10n.t('Choose what to filter by'),
    choices: [
      { label: l10n.t('Job'), description: job?.name ?? '', value: 'job' },
      {
        label: l10n.t('Status'),
        description: status === undefined ? '' : statusName(status),
        value: 'status',
      },
      { label: l10n.t('Text'), description: text ?? '', value: 'text' },
    ],
  });
}

async function askForStatus({ prompts }: CommandContext): Promise<Partial<ExecutionRowFilter> | undefined> {
  const status = await prompts.choose<ExecutionStatus>({
    title: commandTitle(),
    placeHolder: l10n.t('Choose a status'),
    choices: ExecutionStatus.options.map((value) => ({ label: statusName(value), value })),
  });
  return status === undefined ? undefined : { status };
}

async function askForText(
  { prompts }: CommandContext,
  { text }: ExecutionRowFilter,
): Promise<Partial<ExecutionRowFilter> | undefined> {
  const typed = await prompts.text({
    title: commandTitle(),
    prompt: l10n.t('Part of the id, name, user, options, status, reason or a failed node. Empty shows all.'),
    value: text ?? '',
  });
  if (typed === undefined) return undefined;
  return { text: typed.trim() === '' ? undefined : typed.trim() };
}
