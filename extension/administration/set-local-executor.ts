import { type Command, clientOf } from '../commands/command.ts';

/** Lets steps run on the Local Runner, or refuses them. */
export const setLocalExecutor: Command = async (context) => {
  const client = clientOf(context);
  const { disabled: before } = (await client.getSettings()).localExecutor;
  const disabled = await context.prompts.choose<boolean>({
    title: 'Local Executor',
    placeHolder: `It is ${before ? 'disabled' : 'enabled'}`,
    choices: [
      { label: 'Enabled', detail: 'Jobs that name no runner run on the Local Runner', value: false },
      { label: 'Disabled', detail: 'Steps run on created runners alone', value: true },
    ],
  });
  if (disabled === undefined || disabled === before) return;
  await client.updateSettings({ body: { localExecutor: { disabled } } });
};
