import { type Command, clientOf } from '../command.ts';
import { required } from '../inputs.ts';

/** Creates an API token and offers to copy its value, which is shown this once. */
export const createToken: Command = async (context) => {
  const { desk, prompts } = context;
  const name = await prompts.text({
    title: 'Create API Token (1/2)',
    prompt: 'What it is for',
    placeHolder: 'nightly reports',
    validate: required('A name'),
  });
  if (name === undefined) return;
  const duration = await prompts.choose({
    title: 'Create API Token (2/2)',
    placeHolder: 'How long it is valid',
    choices: [
      { label: '30 days', value: '30d' },
      { label: '1 year', value: '365d' },
      { label: 'Without an end', value: '0' },
    ],
  });
  if (duration === undefined) return;
  const created = await clientOf(context).createToken({ body: { name: name.trim(), duration } });
  const pressed = await prompts.inform(
    `API token "${created.name}" is created. Its value is shown only now.`,
    'Copy Token',
  );
  if (pressed !== undefined && created.token !== undefined) await desk.copy(created.token);
};
