import { type Command, clientOf } from '../commands/command.ts';

/** Makes the coordinator active or passive. */
export const setExecutionMode: Command = async (context) => {
  const { isActive } = context.model();
  const active = await context.prompts.choose<boolean>({
    title: 'Execution Mode',
    placeHolder: `The coordinator is ${isActive ? 'active' : 'passive'}`,
    choices: [
      { label: 'Active', detail: 'Executions are accepted, and schedules fire', value: true },
      { label: 'Passive', detail: 'Nothing new runs; what runs is finished', value: false },
    ],
  });
  if (active === undefined || active === isActive) return;
  const client = clientOf(context);
  if (active) await client.enableExecutions();
  else await client.disableExecutions();
};
