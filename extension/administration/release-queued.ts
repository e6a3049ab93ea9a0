import { type Command, clientOf } from '../commands/command.ts';

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
