import { type Command, clientOf } from '../commands/command.ts';

/** Opens the coordinator's settings as a document. */
export const editSettings: Command = (context) => context.editor.openSettings();

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

/** Releases the queued operations of a coordinator that was restored from a backup. */
export const releaseQueued: Command = async (context) => {
  const sure = await context.prompts.confirm({
    message: 'Release queued work?',
    detail:
      'After a restore from a backup, the coordinator holds back operations that were queued, because they may have run already. Before you release them, stop the executions that must not run again.',
    verb: 'Release',
  });
  if (sure) await clientOf(context).releaseQueued();
};
