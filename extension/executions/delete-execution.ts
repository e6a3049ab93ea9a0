import { isOpenStatus } from '../../protocol/entities/execution.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';
import { counted, executionName, MOST_NAMED, namesText } from '../model/display-text.ts';
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
    message: isOne ? `Delete execution ${names}?` : `Delete ${executions.length} executions?`,
    detail: isOne ? 'Its steps and output will be lost.' : `${names}. Their steps and output will be lost.`,
    verb: 'Delete',
  });
  if (!sure) return;
  const { failures } = await clientOf(context).deleteExecutions({
    body: { ids: executions.map(({ id }) => id) },
  });
  const [failure] = failures;
  if (failure === undefined) return;
  const more =
    failures.length === 1 ? '' : ` ${counted(failures.length - 1, 'more execution')} could not be deleted.`;
  await context.prompts.warn(`Execution #${failure.id} was not deleted: ${failure.message}${more}`);
};

/** Returns the selected executions that have ended if several rows are selected. Otherwise returns or asks for one. */
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
  const one = await pickExecution(context, subject, 'Delete Execution', hasEnded);
  if (one === undefined) return [];
  if (hasEnded(one)) return [one];
  const state = one.status === 'scheduled' ? 'scheduled' : 'still running';
  await context.prompts.warn(`Execution #${one.id} is ${state}. Stop it first.`);
  return [];
}

function executionOf({ model, executions }: CommandContext, id: number): Execution | undefined {
  return model().executions.find((it) => it.id === id) ?? executions.find(ExecutionId.parse(id));
}

function hasEnded({ status }: Execution): boolean {
  return !isOpenStatus(status);
}
