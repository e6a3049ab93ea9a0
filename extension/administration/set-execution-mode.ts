import { type Command, clientOf } from '../commands/command.ts';

/** Sets the coordinator's execution mode to active or passive. */
export const setExecutionMode: Command = async (context) => {
  const { isActive } = context.model();
  const active = await context.prompts.choose<boolean>({
    title: 'Set Execution Mode',
    placeHolder: `The coordinator is ${isActive ? 'active' : 'passive'}`,
    choices: [
      { label: 'Active', detail: 'The coordinator starts executions, and schedules fire', value: true },
      {
        label: 'Passive',
        detail: 'The coordinator starts no executions. Running executions continue.',
        value: false,
      },
    ],
  });
  if (active === undefined || active === isActive) return;
  const client = clientOf(context);
  if (active) await client.enableExecutions();
  else await client.disableExecutions();
};
