import { type Command, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { answered, askInTurn } from '../prompts/ask-in-turn.ts';

/** Creates an API token and offers to copy its value, which is shown this once. */
export const createToken: Command = async (context) => {
  const { editor, prompts } = context;
  const title = 'Create API Token';
  const form = { name: '', duration: '30d' };
  const isAnswered = await askInTurn([
    async (step) =>
      answered(
        await prompts.textStep({
          title,
          step,
          value: form.name,
          prompt: 'What it is for',
          placeHolder: 'nightly reports',
          validate: required('A name'),
        }),
        (name) => Object.assign(form, { name }),
      ),
    async (step) =>
      answered(
        await prompts.chooseStep({
          title,
          step,
          placeHolder: 'How long it is valid',
          choices: [
            { label: '30 days', value: '30d' },
            { label: '1 year', value: '365d' },
            { label: 'Without an end', value: '0' },
          ],
        }),
        (duration) => Object.assign(form, { duration }),
      ),
  ]);
  if (!isAnswered) return;
  const { name, duration } = form;
  const created = await clientOf(context).createToken({ body: { name: name.trim(), duration } });
  const pressed = await prompts.inform(
    `API token "${created.name}" is created. Its value is shown only now.`,
    'Copy Token',
  );
  if (pressed !== undefined && created.token !== undefined) await editor.copy(created.token);
};
