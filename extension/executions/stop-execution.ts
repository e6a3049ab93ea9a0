import { type Command, clientOf } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';

/** Stops an execution, or all selected running executions. */
export const stopExecution: Command = async (context, subject, selected) => {
  const ids = new Set<number>(selected.flatMap((it) => (it.kind === 'execution' ? it.executionId : [])));
  const running = context.model().executions.filter((it) => it.status === 'running');
  const several = ids.size > 1 ? running.filter((it) => ids.has(it.id)) : [];
  const one =
    several.length === 0
      ? await pickExecution(context, subject, 'Stop Execution', (it) => it.status === 'running')
      : undefined;
  const client = clientOf(context);
  for (const execution of one === undefined ? several : [one]) {
    const { abort } = await client.abortExecution({ params: { execution: execution.id } });
    if (abort.status === 'failed')
      await context.prompts.warn(`Execution #${execution.id} was not stopped: ${abort.reason}`);
  }
};
