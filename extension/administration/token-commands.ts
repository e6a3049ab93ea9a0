import { type Command, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';

/** Creates an API token, and offers to copy its value, which cannot be shown again. */
export const createToken: Command = async (context) => {
  const { editor, prompts } = context;
  const title = 'Create API Token';
  const form = { name: '', duration: '30d' };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.name,
        prompt: 'Purpose of the token',
        placeHolder: 'nightly reports',
        validate: required('Purpose'),
      }),
      (name) => Object.assign(form, { name }),
    ),
    ask.one(
      () => ({
        placeHolder: 'Choose how long the token is valid',
        choices: [
          { label: '30 days', value: '30d' },
          { label: '1 year', value: '365d' },
          { label: 'No expiration', value: '0' },
        ],
      }),
      (duration) => Object.assign(form, { duration }),
    ),
  ]);
  if (!isAnswered) return;
  const { name, duration } = form;
  const created = await clientOf(context).createToken({ body: { name: name.trim(), duration } });
  const pressed = await prompts.inform(
    `API token "${created.name}" created. Copy it now: it is not shown again.`,
    'Copy Token',
  );
  if (pressed !== undefined && created.token !== undefined) await editor.copy(created.token);
};

/** Lists API tokens, and revokes the chosen one. */
export const manageTokens: Command = async (context) => {
  const client = clientOf(context);
  const tokens = await client.listTokens();
  const token = await context.prompts.choose({
    title: 'Manage API Tokens',
    placeHolder: tokens.length === 0 ? 'No API tokens' : 'Choose a token to revoke',
    choices: tokens.map((it) => ({
      label: it.name === '' ? it.id : it.name,
      description: `${it.user} · ${it.expiration === null ? 'does not expire' : `expires ${it.expiration}`}`,
      value: it,
    })),
  });
  if (token === undefined) return;
  const sure = await context.prompts.confirm({
    message: `Revoke API token "${token.name === '' ? token.id : token.name}"?`,
    detail: 'Clients that use this token can no longer connect.',
    verb: 'Revoke',
  });
  if (sure) await client.deleteToken({ params: { token: token.id } });
};
