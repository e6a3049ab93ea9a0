import * as l10n from '@vscode/l10n';
import { isOpenStatus } from '../../protocol/entities/open-statuses.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';
import { executionName, MOST_NAMED, namesText } from '../model/display-text.ts';
import type { Subject } from '../tree/tree-node.ts';

/** Deletes an execution that has ended, or all selected ones. */
export const deleteExecution: Command = async (context, subject, selected) => {
  const executions = await pickEnded(context, subject, selected);
  const [first] = executions;
  if (first === undefined) return;
  const names = namesText(
    executions.map((it) => `#${it.id} ${executionName(it)}`),
    MOST_NAMED,
  );
  const isOne = executions.length === 1;
  const sure = await context.prompts.confirm({
    message: isOne
      ? l10n.t('Delete execution {0} of {1}?', first.id, executionName(first))
      : l10n.t('Delete {0} executions?', executions.length),
    detail: isOne
      ? l10n.t('Its steps and output will be lost.')
      : l10n.t('{0}. Their steps and output will be lost.', names),
    verb: l10n.t('Delete'),
  });
  if (!sure) return;
  const { failures } = await clientOf(context).deleteExecutions({
    body: { ids: executions.map(({ id }) => id) },
  });
  const [failure] = failures;
  if (failure === undefined) return;
  const more = failures.length - 1;
  await context.prompts.warn(
    [
      l10n.t('Execution {0} was not deleted: {1}', failure.id, failure.message),
      ...(more === 0
        ? []
        : [
            more === 1
              ? l10n.t('1 more execution could not be deleted.')
              : l10n.t('{0} more executions could not be deleted.', more),
          ]),
    ].join(' '),
  );
};

/** Returns the selected executions that have ended. Unless several rows are selected, returns or asks for one. */
async function pickEnded(
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
): Promise<readonly Execution[]> {
  const ids = new Set(
    selected.flatMap((it) => (it.kind === 'execution' && it.place === undefined ? it.executionId : [])),
  );
  if (ids.size > 1) {
    const found = [...ids].flatMap((id) => executionOf(context, id) ?? []);
    return found.filter(hasEnded);
  }
  const one = await pickExecution(context, subject, l10n.t('Delete Execution'), hasEnded);
  if (one === undefined) return [];
  if (hasEnded(one)) return [one];
  await context.prompts.warn(
    one.status === 'scheduled'
      ? l10n.t('Execution {0} is scheduled. Stop it first.', one.id)
      : l10n.t('Execution {0} is still running. Stop it first.', one.id),
  );
  return [];
}

function executionOf({ model, executions }: CommandContext, id: number): Execution | undefined {
  return model().executions.find((it) => it.id === id) ?? executions.find(ExecutionId.parse(id));
}

function hasEnded({ status }: Execution): boolean {
  return !isOpenStatus(status);
}
