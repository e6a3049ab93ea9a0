import { type Command, clientOf } from '../commands/command.ts';

/** After the coordinator was restored from a backup: lets what is queued be dispatched again. */
export const releaseQueued: Command = async (context) => {
  const sure = await context.prompts.confirm({
    message: 'Dispatch queued work again?',
    detail:
      'A coordinator that was restored from a backup dispatches nothing that was queued, since it may have run meanwhile. Stop what must not run first.',
    verb: 'Release',
  });
  if (sure) await clientOf(context).releaseQueued();
};
