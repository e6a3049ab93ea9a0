import { type Command, clientOf } from '../commands/command.ts';

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
